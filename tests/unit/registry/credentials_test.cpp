// SPDX-License-Identifier: Apache-2.0
#include "registry/credentials.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

namespace pushgate::registry {
namespace {

using testing::ElementsAre;

struct World {
  std::map<std::string, std::string> variables = {{"HOME", "/home/bob"}};
  std::map<std::string, std::string> files;
  std::map<std::string, Surroundings::HelperAnswer> helpers;
  std::vector<std::string> asked;  // helper and input

  Surroundings surroundings() {
    return {[this](const char* name) -> std::optional<std::string> {
              const auto found = variables.find(name);
              return found == variables.end() ? std::nullopt : std::optional(found->second);
            },
            [this](const std::string& path) -> Result<std::optional<std::string>> {
              const auto found = files.find(path);
              return found == files.end() ? std::nullopt : std::optional(found->second);
            },
            [this](const std::string& name, const std::string& input) -> Result<Surroundings::HelperAnswer> {
              asked.push_back(name + " " + input);
              const auto found = helpers.find(name);
              if (found == helpers.end())
                return fail(Error::unchecked("docker-credential-" + name, "is not on PATH"));
              return found->second;
            }};
  }
  CredentialSearch search(std::string_view reference) {
    return find_credentials(oci::Reference::parse(reference).value(), surroundings()).value();
  }
};

const std::string k_docker = "/home/bob/.docker/config.json";

TEST(Credentials, base64_of_user_and_password) {
  World world;
  world.files[k_docker] = R"({"auths":{"ghcr.io":{"auth":"Ym9iOmh1bnRlcjI6eA=="}}})";
  const auto search = world.search("ghcr.io/acme/app");
  ASSERT_TRUE(search.found);
  EXPECT_EQ(search.found->username, "bob");
  EXPECT_EQ(search.found->password, "hunter2:x");
  EXPECT_EQ(search.found->origin, k_docker);
}

TEST(Credentials, names_and_tokens_as_members) {
  World world;
  world.files[k_docker] = R"({"auths":{"a.io":{"username":"bob","password":"p"},"b.io":{"identitytoken":"i"},
                                       "c.io":{"registrytoken":"r"}}})";
  EXPECT_EQ(world.search("a.io/x").found->password, "p");
  EXPECT_EQ(world.search("b.io/x").found->identity_token, "i");
  EXPECT_EQ(world.search("c.io/x").found->registry_token, "r");
  EXPECT_FALSE(world.search("d.io/x").found);
}

TEST(Credentials, files_in_their_order) {
  World world;
  world.variables = {{"DOCKER_CONFIG", "/d"},
                     {"HOME", "/home/bob"},
                     {"REGISTRY_AUTH_FILE", "/r"},
                     {"XDG_RUNTIME_DIR", "/x"}};
  EXPECT_THAT(world.search("ghcr.io/a").looked_in,
              ElementsAre("/d/config.json", "/r", "/x/containers/auth.json", "GITHUB_TOKEN"));
  world.files["/x/containers/auth.json"] = R"({"auths":{"ghcr.io":{"username":"last","password":"p"}}})";
  EXPECT_EQ(world.search("ghcr.io/a").found->username, "last");
  world.files["/r"] = R"({"auths":{"ghcr.io":{"username":"second","password":"p"}}})";
  EXPECT_EQ(world.search("ghcr.io/a").found->username, "second");
  // A key without credentials is what docker leaves behind when a helper keeps them.
  world.files["/d/config.json"] = R"({"auths":{"ghcr.io":{}}})";
  EXPECT_EQ(world.search("ghcr.io/a").found->username, "second");
}

TEST(Credentials, the_most_specific_key_counts) {
  World world;
  world.files[k_docker] = R"({"auths":{"ghcr.io":{"username":"host","password":"p"},
    "ghcr.io/acme":{"username":"acme","password":"p"},"ghcr.io/acme/app":{"username":"app","password":"p"}}})";
  EXPECT_EQ(world.search("ghcr.io/acme/app").found->username, "app");
  EXPECT_EQ(world.search("ghcr.io/acme/other").found->username, "acme");
  EXPECT_EQ(world.search("ghcr.io/acmex/app").found->username, "host");
}

TEST(Credentials, old_keys_are_urls) {
  World world;
  world.files[k_docker] = R"({"auths":{"https://index.docker.io/v1/":{"username":"hub","password":"p"},
                                       "https://quay.io/v2/":{"username":"quay","password":"p"}}})";
  EXPECT_EQ(world.search("debian").found->username, "hub");
  EXPECT_EQ(world.search("quay.io/a/b").found->username, "quay");
}

TEST(Credentials, a_helper_of_the_host_before_the_store_before_auths) {
  World world;
  world.files[k_docker] = R"({"auths":{"ghcr.io":{"username":"file","password":"p"}},"credsStore":"store",
                              "credHelpers":{"ghcr.io":"special"}})";
  world.helpers["special"] = {0, R"({"ServerURL":"ghcr.io","Username":"helped","Secret":"s"})"};
  world.helpers["store"] = {0, R"({"ServerURL":"x","Username":"<token>","Secret":"identity"})"};
  EXPECT_EQ(world.search("ghcr.io/a").found->username, "helped");
  const auto other = world.search("quay.io/a");
  EXPECT_EQ(other.found->identity_token, "identity");
  EXPECT_EQ(other.found->username, "");
  EXPECT_EQ(other.found->origin, "docker-credential-store");
  EXPECT_THAT(world.asked, ElementsAre("special ghcr.io", "store quay.io"));
  world.asked.clear();
  static_cast<void>(world.search("debian"));
  EXPECT_THAT(world.asked, ElementsAre("store https://index.docker.io/v1/"));
}

TEST(Credentials, helpers_that_do_not_help_are_named) {
  World world;
  world.files[k_docker] =
      R"({"auths":{"g.io":{"username":"file","password":"p"}},"credsStore":"store","credHelpers":
    {"a.io":"gone","b.io":"broken","c.io":"odd","d.io":"../evil","g.io":"gone"}})";
  world.helpers["store"] = {1, "credentials not found in native keychain\n"};
  world.helpers["broken"] = {2, ""};
  world.helpers["odd"] = {0, "no JSON"};
  EXPECT_THAT(world.search("a.io/x").looked_in,
              ElementsAre(k_docker, "docker-credential-gone (could not be run: is not on PATH)",
                          "docker-credential-store"));
  EXPECT_EQ(world.search("b.io/x").looked_in.at(1), "docker-credential-broken (failed with status 2)");
  EXPECT_EQ(world.search("c.io/x").looked_in.at(1), "docker-credential-odd (its answer holds no secret)");
  EXPECT_EQ(world.search("d.io/x").looked_in.at(1), "docker-credential-../evil (is no helper's name)");
  EXPECT_EQ(world.search("g.io/x").found->username, "file");
}

TEST(Credentials, the_token_of_a_workflow_is_for_github_alone_and_comes_last) {
  World world;
  world.variables["GITHUB_TOKEN"] = "ghs_secret";
  auto search = world.search("ghcr.io/acme/app");
  ASSERT_TRUE(search.found);
  EXPECT_EQ(search.found->username, "token");
  EXPECT_EQ(search.found->password, "ghs_secret");
  EXPECT_EQ(search.found->origin, "GITHUB_TOKEN");
  world.variables["GITHUB_ACTOR"] = "octocat";
  EXPECT_EQ(world.search("ghcr.io/acme/app").found->username, "octocat");

  for (const char* other : {"quay.io/acme/app", "ghcr.io.example.org/acme/app", "example.org/ghcr.io/app"}) {
    search = world.search(other);
    EXPECT_FALSE(search.found) << other;
    EXPECT_THAT(search.looked_in, ElementsAre(k_docker)) << other;
  }
  world.files[k_docker] = R"({"auths":{"ghcr.io":{"username":"bob","password":"hunter2"}}})";
  EXPECT_EQ(world.search("ghcr.io/acme/app").found->username, "bob");

  world.files.clear();
  world.variables.erase("GITHUB_TOKEN");
  search = world.search("ghcr.io/acme/app");
  EXPECT_FALSE(search.found);
  EXPECT_THAT(search.looked_in, ElementsAre(k_docker, "GITHUB_TOKEN"));
}

TEST(Credentials, a_file_that_cannot_be_read_is_misuse) {
  const auto error = [](const char* text) {
    World world;
    world.files[k_docker] = text;
    return find_credentials(oci::Reference::parse("ghcr.io/a").value(), world.surroundings()).error();
  };
  EXPECT_EQ(error("{").code, ErrorCode::misuse);
  EXPECT_EQ(error(R"({"auths":[]})").render(),
            "pushgate: error: /home/bob/.docker/config.json: member \"auths\" is no object\n");
  EXPECT_EQ(error(R"({"auths":{"ghcr.io":{"auth":"aHVudGVyMg=="}}})").render(),
            "pushgate: error: /home/bob/.docker/config.json: the \"auth\" of ghcr.io is not base64 of "
            "user:password\n");
  EXPECT_EQ(error(R"({"auths":{"ghcr.io":{"auth":"%%"}}})").code, ErrorCode::misuse);
}

}  // namespace
}  // namespace pushgate::registry
