// SPDX-License-Identifier: Apache-2.0
#include "retention/github_api.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/clock.hpp"
#include "base/format.hpp"
#include "support/scripted_server.hpp"

namespace pushgate::retention {
namespace {

using namespace std::chrono_literals;
using test_support::answer;
using test_support::ScriptedAnswer;
using test_support::ScriptedServer;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

const auto k_repository = oci::Reference::parse("ghcr.io/octo-org/ai_system/app").value();

// https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api
const std::string k_secondary =
    R"({"message": "You have exceeded a secondary rate limit. Please wait a few minutes before you try again."})";

/// Variables and files as a test wants them.
struct World {
  std::map<std::string, std::string> variables{{"GITHUB_TOKEN", "ghs_secret"}, {"HOME", "/home/ann"}};
  std::string docker_config;

  registry::Surroundings surroundings() const {
    registry::Surroundings made;
    made.variable = [this](const char* name) -> std::optional<std::string> {
      const auto found = variables.find(name);
      return found == variables.end() ? std::nullopt : std::optional(found->second);
    };
    made.file = [this](const std::string&) -> Result<std::optional<std::string>> {
      return docker_config.empty() ? std::nullopt : std::optional(docker_config);
    };
    return made;
  }
};

struct Asked {
  explicit Asked(std::vector<ScriptedAnswer> answers) : server(std::move(answers)) {}

  Result<GithubApi> open() {
    GithubOptions options;
    options.api = server.url("/api/v3/");
    options.registry.wait = [this](std::chrono::milliseconds time) -> Result<void> {
      waits.push_back(time);
      return {};
    };
    options.say = [this](const std::string& text) { said.push_back(text); };
    return GithubApi::open(k_repository, options, world.surroundings());
  }

  Result<net::Response> get() {
    auto api = open().value();
    return api.send("GET", api.url("/things").value());
  }

  std::string refusal() {
    auto api = open();
    if (!api) return api.error().render();
    const auto response = api->send("GET", api->url("/things").value());
    return response ? api->unexpected(*response, "200").render() : response.error().render();
  }

  ScriptedServer server;
  World world;
  std::vector<std::chrono::milliseconds> waits;
  std::vector<std::string> said;
};

std::string field(std::string_view name, std::string_view value) {
  return fmt::format("{}: {}\r\n", name, value);
}

TEST(GithubApi, asks_as_github_wants_it) {
  Asked asked({answer(200, "[]")});
  EXPECT_EQ(asked.get().value().body, "[]");
  EXPECT_THAT(asked.server.request_lines(), ElementsAre("GET /api/v3/things"));
  const auto request = asked.server.requests()[0];
  EXPECT_EQ(request.header("Authorization"), "Bearer ghs_secret");
  EXPECT_EQ(request.header("Accept"), "application/vnd.github+json");
  EXPECT_EQ(request.header("X-GitHub-Api-Version"), "2022-11-28");
  EXPECT_EQ(request.header("User-Agent"), "pushgate");
}

TEST(GithubApi, takes_the_password_that_docker_has) {
  Asked asked({answer(200)});
  asked.world.variables.erase("GITHUB_TOKEN");
  asked.world.docker_config = R"({"auths": {"ghcr.io": {"auth": "YW5uOmdocF9zZWNyZXQ="}}})";
  ASSERT_TRUE(asked.get());
  EXPECT_EQ(asked.server.requests()[0].header("Authorization"), "Bearer ghp_secret");
  EXPECT_EQ(asked.open().value().token_origin(), "/home/ann/.docker/config.json");
}

TEST(GithubApi, without_a_token) {
  Asked asked({answer(200)});
  asked.world.variables.erase("GITHUB_TOKEN");
  const auto refused = asked.open();
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::misuse);
  EXPECT_EQ(
      refused.error().render(),
      "pushgate: error: GITHUB_TOKEN: is not set, and docker has no password for ghcr.io; GitHub Packages "
      "needs a token\n"
      "  hint: give a token with the scopes read:packages and delete:packages, or docker login ghcr.io "
      "with one\n");
  asked.world.variables["GITHUB_TOKEN"] = "two\r\nlines";
  EXPECT_EQ(asked.refusal(),
            "pushgate: error: GITHUB_TOKEN: holds a token with characters that no token has\n");
}

TEST(GithubApi, addresses) {
  World world;
  const auto refusal = [&](const std::string& api) {
    GithubOptions options;
    options.api = api;
    const auto opened = GithubApi::open(k_repository, options, world.surroundings());
    return opened ? opened->host() : opened.error().render();
  };
  EXPECT_EQ(refusal(""), "api.github.com");
  world.variables["GITHUB_API_URL"] = "https://ghe.example/api/v3";
  EXPECT_EQ(refusal(""), "ghe.example");
  EXPECT_EQ(
      refusal("http://ghe.example/api"),
      "pushgate: error: --github-api: is http://ghe.example/api; expected https: a token is sent there\n");
  for (const auto* bad : {"ghe.example", "https://ghe.example/?a=b", "ftp://ghe.example"})
    EXPECT_EQ(refusal(bad),
              "pushgate: error: --github-api: is not the address of a REST API; expected one such as "
              "https://api.github.com\n")
        << bad;
  world.variables["GITHUB_API_URL"] = "what";
  EXPECT_THAT(refusal(""), StartsWith("pushgate: error: GITHUB_API_URL: is not the address"));
}

TEST(GithubApi, waits_for_its_limits_and_says_so) {
  const auto soon = fmt::format("{}", (system_time() + 42s).time_since_epoch().count());
  Asked asked({answer(429, k_secondary, field("Retry-After", "7")),
               answer(403, "{}", field("x-ratelimit-remaining", "0") + field("x-ratelimit-reset", soon)),
               answer(429), answer(200, "[]")});
  ASSERT_EQ(asked.get().value().status, 200);
  ASSERT_EQ(asked.waits.size(), 3u);
  EXPECT_EQ(asked.waits[0], 7s);
  EXPECT_GE(asked.waits[1], 40s);
  EXPECT_LE(asked.waits[1], 44s);
  EXPECT_EQ(asked.waits[2], 60s);
  ASSERT_EQ(asked.said.size(), 3u);
  EXPECT_THAT(asked.said[0],
              StartsWith(fmt::format("waiting 7 s: {} takes no more requests of this token until 2",
                                     asked.server.address())));
  EXPECT_THAT(asked.said[0], HasSubstr("(429: You have exceeded a secondary rate limit."));
}

TEST(GithubApi, does_not_wait_for_ever) {
  Asked asked({answer(403, R"({"message": "API rate limit exceeded for installation ID 1."})",
                      field("x-ratelimit-remaining", "0") + field("x-ratelimit-reset", "4102444800"))});
  EXPECT_THAT(asked.refusal(),
              StartsWith(fmt::format(
                  "pushgate: error: {}: takes no more requests of this token until 2100-01-01T00:00:",
                  asked.server.address())));
  EXPECT_THAT(asked.refusal(),
              HasSubstr("  hint: run the same command again then; what was done stays done\n"));
  EXPECT_TRUE(asked.waits.empty());
}

TEST(GithubApi, is_limited_at_each_attempt) {
  Asked asked({answer(429, "", field("Retry-After", "1"))});
  EXPECT_THAT(asked.refusal(), HasSubstr("takes no more requests of this token until 2"));
  EXPECT_THAT(asked.waits, ElementsAre(1s, 1s, 1s));
}

TEST(GithubApi, fails) {
  Asked asked({answer(502), answer(200)});
  EXPECT_EQ(asked.get().value().status, 200);
  EXPECT_EQ(asked.waits.size(), 1u);
  Asked always({answer(502, "<html>")});
  EXPECT_EQ(always.refusal(),
            fmt::format("pushgate: error: {}: failed (502), at each of 4 attempts; expected 200\n",
                        always.server.address()));
}

TEST(GithubApi, says_what_is_missing) {
  // https://docs.github.com/en/rest/using-the-rest-api/troubleshooting-the-rest-api
  Asked bad({answer(
      401, R"({"message": "Bad credentials", "documentation_url": "https://docs.github.com/rest"})")});
  EXPECT_EQ(
      bad.refusal(),
      fmt::format("pushgate: error: {}: does not accept the token of GITHUB_TOKEN (401: Bad credentials)\n"
                  "  hint: give one that is valid, with the scopes read:packages and delete:packages\n",
                  bad.server.address()));
  const std::string rights =
      "a token (classic) needs the scopes read:packages and delete:packages, and its user the admin role for "
      "the "
      "package; in a workflow, packages: write and a package that is linked to the repository and gives it "
      "the "
      "admin role\n";
  Asked forbidden({answer(403, R"({"message": "Resource not accessible by integration"})")});
  EXPECT_EQ(
      forbidden.refusal(),
      fmt::format("pushgate: error: ghcr.io/octo-org/ai_system/app: is forbidden by {} (403: Resource not "
                  "accessible by integration), with the token of GITHUB_TOKEN\n  hint: {}",
                  forbidden.server.address(), rights));
  Asked unseen({answer(404, R"({"message": "Package not found."})")});
  EXPECT_EQ(
      unseen.refusal(),
      fmt::format("pushgate: error: ghcr.io/octo-org/ai_system/app: is not found by {} (404: Package not "
                  "found.), with the token of GITHUB_TOKEN\n  hint: GitHub says so, too, where the token may "
                  "not: {}",
                  unseen.server.address(), rights));
  Asked moved({answer(301, "", field("Location", "https://elsewhere.example/"))});
  EXPECT_EQ(moved.refusal(),
            fmt::format("pushgate: error: {}: answered 301; expected 200\n", moved.server.address()));
  EXPECT_EQ(moved.server.requests().size(), 1u);
}

}  // namespace
}  // namespace pushgate::retention
