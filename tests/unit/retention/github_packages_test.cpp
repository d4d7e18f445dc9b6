// SPDX-License-Identifier: Apache-2.0
#include "retention/github_packages.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/format.hpp"
#include "support/scripted_server.hpp"

namespace pushgate::retention {
namespace {

using test_support::answer;
using test_support::ReceivedRequest;
using test_support::ScriptedAnswer;
using test_support::ScriptedServer;
using testing::ElementsAre;

const Digest k_a = Digest::parse_hex(std::string(64, 'a')).value();
const Digest k_b = Digest::parse_hex(std::string(64, 'b')).value();
const std::string k_path = "/orgs/octo-org/packages/container/ai_system%2Fapp/versions";

std::string version(int id, const Digest& digest, const std::string& tags = "") {
  return fmt::format(R"({{"id": {}, "name": "{}", "metadata": {{"container": {{"tags": [{}]}}}}}})", id,
                     digest.to_string(), tags);
}

std::string page(const std::vector<std::string>& versions) {
  std::string text;
  for (const auto& one : versions) text += (text.empty() ? "[" : ",") + one;
  return text.empty() ? "[]" : text + "]";
}

ScriptedAnswer message(int status, const std::string& text) {
  return answer(status, R"({"message": ")" + text + "\"}");
}

std::unique_ptr<RepositoryStore> store_of(const ScriptedServer& server, const std::string& name) {
  GithubOptions options;
  options.api = server.url("");
  options.registry.wait = [](std::chrono::milliseconds) -> Result<void> { return {}; };
  options.say = [](const std::string&) {};
  registry::Surroundings surroundings;
  surroundings.variable = [](const char* variable) -> std::optional<std::string> {
    return std::string_view(variable) == "GITHUB_TOKEN" ? std::optional<std::string>("t") : std::nullopt;
  };
  return open_github_store(oci::Reference::parse(name).value(), options, surroundings).value();
}

/// A store at a server that first lists version 1, `a`, and then answers what it is told to.
struct Listed {
  explicit Listed(std::vector<ScriptedAnswer> answers)
      : server(with_list(std::move(answers))), store(store_of(server, "ghcr.io/octo-org/ai_system/app")) {}

  static std::vector<ScriptedAnswer> with_list(std::vector<ScriptedAnswer> answers) {
    answers.insert(answers.begin(), answer(200, page({version(1, k_a, R"("v1")")})));
    return answers;
  }

  Result<Answer> remove(const Digest& digest = k_a) {
    EXPECT_TRUE(store->list());
    return store->remove(digest);
  }

  ScriptedServer server;
  std::unique_ptr<RepositoryStore> store;
};

TEST(GithubPackages, are_at_ghcr_io) {
  EXPECT_TRUE(is_github_packages(oci::Reference::parse("ghcr.io/a/b").value()));
  EXPECT_FALSE(is_github_packages(oci::Reference::parse("ghcr.io.example/a/b").value()));
  EXPECT_EQ(open_github_store(oci::Reference::parse("ghcr.io/lonely").value(), {}).error().render(),
            "pushgate: error: ghcr.io/lonely: names no package; expected ghcr.io/OWNER/NAME\n");
}

TEST(GithubPackages, are_listed_page_by_page) {
  ScriptedServer* self = nullptr;
  ScriptedServer server([&](const ReceivedRequest& request) {
    if (request.target.find("page=2") != std::string::npos) return answer(200, page({version(2, k_b)}));
    return answer(200, page({version(1, k_a, R"("v1", "latest")")}),
                  "Link: <" + self->url("/organizations/7/versions?page=2") + ">; rel=\"next\"\r\n");
  });
  self = &server;
  const auto store = store_of(server, "ghcr.io/octo-org/ai_system/app");
  const auto listing = store->list().value();
  EXPECT_TRUE(listing.complete);
  ASSERT_EQ(listing.versions.size(), 2u);
  EXPECT_THAT(listing.versions[0].tags, ElementsAre("v1", "latest"));
  EXPECT_EQ(listing.versions[1].digest, k_b);
  EXPECT_THAT(server.request_lines(), ElementsAre("GET " + k_path + "?state=active&per_page=100",
                                                  "GET /organizations/7/versions?page=2"));
}

TEST(GithubPackages, a_next_page_of_another_host_is_not_asked) {
  ScriptedServer server({answer(200, "[]", "Link: <https://elsewhere.example/?page=2>; rel=\"next\"\r\n")});
  const auto store = store_of(server, "ghcr.io/o/app");
  EXPECT_EQ(
      store->list().error().render(),
      fmt::format("pushgate: error: {}: links its next page to elsewhere.example; expected its own host\n",
                  server.address()));
}

TEST(GithubPackages, of_a_user) {
  ScriptedServer server(
      {message(404, "Package not found."), answer(200, page({version(3, k_a)})), answer(204)});
  const auto store = store_of(server, "ghcr.io/ann/app");
  ASSERT_TRUE(store->list());
  EXPECT_EQ(store->remove(k_a).value().kind, Answer::Kind::done);
  EXPECT_THAT(server.request_lines(),
              ElementsAre("GET /orgs/ann/packages/container/app/versions?state=active&per_page=100",
                          "GET /users/ann/packages/container/app/versions?state=active&per_page=100",
                          "DELETE /users/ann/packages/container/app/versions/3"));
}

std::string list_of(std::string_view owner) {
  return fmt::format("GET /{}/packages/container/app/versions?state=active&per_page=100", owner);
}

TEST(GithubPackages, that_only_their_owner_sees) {
  const auto not_found = message(404, "Package not found.");
  ScriptedServer server({not_found, not_found, answer(200, R"({"login": "Ann"})"),
                         answer(200, page({version(3, k_a)})), answer(204)});
  const auto store = store_of(server, "ghcr.io/ann/app");
  ASSERT_TRUE(store->list());
  EXPECT_EQ(store->remove(k_a).value().kind, Answer::Kind::done);
  EXPECT_THAT(server.request_lines(),
              ElementsAre(list_of("orgs/ann"), list_of("users/ann"), "GET /user", list_of("user"),
                          "DELETE /user/packages/container/app/versions/3"));
}

TEST(GithubPackages, of_another_user_are_not_looked_for_among_ones_own) {
  const auto not_found = message(404, "Package not found.");
  ScriptedServer server({not_found, not_found, answer(200, R"({"login": "bob"})"), not_found});
  EXPECT_FALSE(store_of(server, "ghcr.io/ann/app")->list());
  EXPECT_EQ(server.request_lines().back(), list_of("users/ann"));
}

TEST(GithubPackages, are_removed_by_their_number) {
  Listed listed({answer(204)});
  EXPECT_EQ(listed.remove().value().kind, Answer::Kind::done);
  EXPECT_EQ(listed.server.request_lines().back(), "DELETE " + k_path + "/1");
  EXPECT_EQ(listed.store->remove(k_b).value().kind, Answer::Kind::absent);
  EXPECT_EQ(listed.server.requests().size(), 2u) << "what was not listed has no number";
}

TEST(GithubPackages, removed_by_somebody_else) {
  Listed listed({message(404, "Package not found."), message(404, "Package not found.")});
  EXPECT_EQ(listed.remove().value().kind, Answer::Kind::absent);
  EXPECT_EQ(listed.server.request_lines().back(), "GET " + k_path + "/1");
}

TEST(GithubPackages, without_the_right_to_remove) {
  Listed listed({message(404, "Package not found."), answer(200, version(1, k_a))});
  EXPECT_EQ(
      listed.remove().error().render(),
      fmt::format("pushgate: error: ghcr.io/octo-org/ai_system/app: is not found by {} (404: Package not "
                  "found.), with the token of GITHUB_TOKEN\n"
                  "  while removing ghcr.io/octo-org/ai_system/app@{}\n"
                  "  hint: GitHub says so, too, where the token may not: a token (classic) needs the scopes "
                  "read:packages and delete:packages, and its user the admin role for the package; in a "
                  "workflow, packages: write and a package that is linked to the repository and gives it the "
                  "admin role\n",
                  listed.server.address(), k_a.to_string()));
}

TEST(GithubPackages, that_github_never_removes) {
  // https://docs.github.com/en/packages/learn-github-packages/deleting-and-restoring-a-package
  Listed popular(
      {message(400,
               "Publicly visible package versions with more than 5000 downloads cannot be deleted. "
               "Contact GitHub support for further assistance.")});
  auto said = popular.remove().value();
  EXPECT_EQ(said.kind, Answer::Kind::refused);
  EXPECT_EQ(
      said.reason,
      "GitHub does not do it (400: Publicly visible package versions with more than 5000 downloads cannot be "
      "deleted. Contact GitHub support for further assistance.); such a version can only be removed by "
      "GitHub's support: keep it by a rule of the fleet file");
  Listed last({message(400,
                       "You cannot delete the last tagged version of a package. You must delete the package "
                       "instead.")});
  said = last.remove().value();
  EXPECT_EQ(said.kind, Answer::Kind::refused);
  EXPECT_EQ(
      said.reason,
      "GitHub does not do it (400: You cannot delete the last tagged version of a package. You must delete "
      "the "
      "package instead.); a package keeps one tagged version: push a newer one first, or delete the whole "
      "package there");
}

TEST(GithubPackages, come_back) {
  Listed listed({answer(200, page({version(9, k_b)})), answer(204), message(404, "Package not found.")});
  ASSERT_TRUE(listed.store->list());
  EXPECT_EQ(listed.store->restore(k_b).value().value().kind, Answer::Kind::done);
  EXPECT_EQ(listed.store->restore(k_a).value().value().kind, Answer::Kind::absent) << "not among the deleted";
  EXPECT_THAT(listed.server.request_lines(),
              ElementsAre("GET " + k_path + "?state=active&per_page=100",
                          "GET " + k_path + "?state=deleted&per_page=100", "POST " + k_path + "/9/restore"));
  EXPECT_FALSE(listed.store->restore(k_b)) << "404 to who asks for what is listed is no absence";
}

TEST(GithubPackages, a_list_with_one_digest_twice) {
  ScriptedServer server({answer(200, page({version(1, k_a), version(2, k_a)}))});
  const auto store = store_of(server, "ghcr.io/o/app");
  EXPECT_EQ(store->list().error().render(),
            fmt::format("pushgate: error: ghcr.io/o/app: has two versions {} by the word of {}\n",
                        k_a.to_string(), server.address()));
}

}  // namespace
}  // namespace pushgate::retention
