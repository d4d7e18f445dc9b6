// SPDX-License-Identifier: Apache-2.0
#include "scanners/secrets/credentials.hpp"

#include <gmock/gmock.h>

#include <string>

namespace pushgate::scanners {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const std::string k_login = "YW5uOmh1bnRlcjItaHVudGVyMg==";  // ann:hunter2-hunter2

std::vector<std::string> in_file(std::string_view path, std::string_view text) {
  std::vector<std::string> out;
  for (const auto& one : file_credentials(path, text)) out.emplace_back(one.secret);
  return out;
}

std::vector<std::string> in_text(std::string_view text) {
  std::vector<std::string> out;
  for (const auto& one : text_credentials(text)) out.emplace_back(one.secret);
  return out;
}

TEST(DockerCredentials, logins_and_tokens) {
  const std::string config = R"({"auths": {"ghcr.io": {"auth": ")" + k_login + R"("},
    "a.example": {"identitytoken" : "ey.abc"}, "b.example": {"registrytoken":"t0ken"}}})";
  EXPECT_THAT(in_file("root/.docker/config.json", config), ElementsAre(k_login, "ey.abc", "t0ken"));
  EXPECT_THAT(in_file("run/containers/0/auth.json", config), ElementsAre(k_login, "ey.abc", "t0ken"));
  EXPECT_THAT(in_file("root/other.json", config), IsEmpty());
}

TEST(DockerCredentials, what_is_no_login) {
  for (const char* value :
       {"", "null", "bm8gY29sb24=", "OnBhc3N3b3Jk", "YW5uOg==", "not base 64!", "YW5uOiR7UEFTU30="})
    EXPECT_THAT(in_text(std::string(R"("auth": ")") + value + '"'), IsEmpty()) << value;
  EXPECT_THAT(in_text(R"({"author": "ann", "auth": true, "auth": {"x": 1}, "auth")"), IsEmpty());
  EXPECT_THAT(in_file("config.json", R"({"credsStore": "desktop", "auths": {"ghcr.io": {}}})"), IsEmpty());
  EXPECT_THAT(in_file("config.json", R"({"identitytoken": "${TOKEN}", "registrytoken": "xxxx"})"), IsEmpty());
}

TEST(DockerCredentials, in_texts_that_quote_them) {
  EXPECT_THAT(
      in_text(R"(RUN echo "{\"auths\": {\"ghcr.io\": {\"auth\": \")" + k_login + R"(\"}}}" > config.json)"),
      ElementsAre(k_login));
  EXPECT_THAT(in_text(R"("auth":"YW5uOmh1bnRlcjItaHVudGVyMg")"), ElementsAre("YW5uOmh1bnRlcjItaHVudGVyMg"));
}

TEST(UrlPasswords, of_http_alone) {
  EXPECT_THAT(in_text("PIP_INDEX_URL=https://ann:hunter2@pypi.example.org/simple"), ElementsAre("hunter2"));
  EXPECT_THAT(in_text("http://:only-password@host http://user@host https://host:8080/a@b postgres://a:b@c"),
              ElementsAre("only-password"));
  EXPECT_THAT(in_text("https://ann:${PASSWORD}@host https://ann:$PASSWORD@host https://ann:<token>@host "
                      "https://a:****@b"),
              IsEmpty());
  EXPECT_THAT(in_text("https://ann:p@ss@host"), ElementsAre("p@ss"));
}

TEST(LoginFiles, each_kind) {
  EXPECT_THAT(in_file("root/.netrc",
                      "machine ghcr.io\n login ann\n password hunter2\nmachine b login c password d-e\n"),
              ElementsAre("hunter2", "d-e"));
  EXPECT_THAT(in_file("root/.pypirc", "[pypi]\nusername: ann\n#password = old\npassword = hunter2\n"),
              ElementsAre("hunter2"));
  EXPECT_THAT(in_file("etc/pip.conf", "[global]\nindex-url = https://ann:hunter2@pypi.example.org/simple\n"),
              ElementsAre("hunter2"));
  EXPECT_THAT(in_file("root/.git-credentials", "https://ann:hunter2@github.com\n"), ElementsAre("hunter2"));
  EXPECT_THAT(in_file("root/.npmrc",
                      "//npm.example.org:8080/:_authToken=abc-def\n_password = \"eHl6\"\nemail=a@b\n"
                      "//registry.npmjs.org/:_authToken=${NPM_TOKEN}\n"),
              ElementsAre("abc-def", "eHl6"));
  EXPECT_THAT(in_file("root/.netrc", "machine a password"), IsEmpty());
}

TEST(LoginFiles, what_a_checkout_leaves_in_the_configuration_of_git) {
  const std::string config = "[http \"https://github.com/\"]\n\textraheader = AUTHORIZATION: basic " +
                             k_login + "\n[remote \"origin\"]\n\turl = https://ann:hunter2@github.com/a/b\n";
  EXPECT_THAT(in_file("app/.git/config", config), ElementsAre("hunter2", k_login));
  EXPECT_THAT(in_file(".git/config", config), ElementsAre("hunter2", k_login));
  EXPECT_THAT(in_file("root/.gitconfig", config), ElementsAre("hunter2", k_login));
  EXPECT_THAT(in_file("etc/config", config), IsEmpty());
  EXPECT_THAT(in_text("RUN curl -H 'Authorization: Basic " + k_login + "' https://a.example"),
              ElementsAre(k_login));
  EXPECT_THAT(in_text("basic training, Basic , a basic"), IsEmpty());
}

TEST(LoginFiles, by_name) {
  EXPECT_TRUE(is_credential_file("a/b/.netrc"));
  EXPECT_TRUE(is_credential_file("config.json"));
  EXPECT_TRUE(is_credential_file("C/PIP.INI"));
  EXPECT_FALSE(is_credential_file("a/.netrc/b"));
  EXPECT_FALSE(is_credential_file("tsconfig.json"));
}

}  // namespace
}  // namespace pushgate::scanners
