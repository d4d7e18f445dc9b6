// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "base/format.hpp"
#include "registry/authorizer.hpp"
#include "tiny_registry.hpp"

namespace pushgate::registry {
namespace {

using test_support::answer;
using test_support::ReceivedRequest;
using test_support::ScriptedAnswer;
using test_support::ScriptedServer;
using testing::ElementsAre;

const std::string k_manifest = R"({"schemaVersion":2})";

/// A configuration folder of docker's own form, which the client finds by DOCKER_CONFIG.
class Authentication : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (std::filesystem::temp_directory_path() / "registry-XXXXXX").string();
    m_folder = mkdtemp(pattern.data());
    setenv("DOCKER_CONFIG", m_folder.c_str(), 1);
    unsetenv("REGISTRY_AUTH_FILE");
    unsetenv("XDG_RUNTIME_DIR");
  }
  void TearDown() override {
    unsetenv("DOCKER_CONFIG");
    std::filesystem::remove_all(m_folder);
  }
  void log_in(const std::string& host, const std::string& entry) {
    std::ofstream(m_folder + "/config.json") << R"({"auths":{")" << host << R"(":)" << entry << "}}";
  }
  std::string config_file() const { return m_folder + "/config.json"; }

  std::string m_folder;
  std::vector<std::chrono::milliseconds> m_waits;
};

/// Asks for a bearer token whose realm is `realm`; takes the one that `token` says.
ScriptedAnswer guarded(const ReceivedRequest& request, const std::string& realm, const std::string& token) {
  if (request.header("Authorization") == "Bearer " + token)
    return answer(200, k_manifest, "Content-Type: application/json\r\n");
  return answer(
      401, R"({"errors":[{"code":"UNAUTHORIZED","message":"authentication required"}]})",
      fmt::format(
          "WWW-Authenticate: Bearer realm=\"{}\",service=\"s\",scope=\"repository:app:pull,push\"\r\n",
          realm));
}

TEST_F(Authentication, a_token_is_fetched_once_and_sent) {
  std::string realm;
  ScriptedServer server([&](const ReceivedRequest& request) {
    if (request.target.starts_with("/token")) return answer(200, R"({"access_token":"abc"})");
    return guarded(request, realm, "abc");
  });
  realm = server.url("/token");
  log_in(server.address(), R"({"auth":"Ym9iOmh1bnRlcjI="})");
  auto client = client_of(server.address(), m_waits);
  EXPECT_TRUE(client.manifest("v1").value());
  EXPECT_TRUE(client.manifest("v2").value());
  EXPECT_THAT(server.request_lines(), ElementsAre("GET /v2/app/manifests/v1",
                                                  "GET /token?service=s&scope=repository%3Aapp%3Apull%2Cpush",
                                                  "GET /v2/app/manifests/v1", "GET /v2/app/manifests/v2"));
  EXPECT_EQ(server.requests()[1].header("Authorization"), "Basic Ym9iOmh1bnRlcjI=");
}

TEST_F(Authentication, a_token_without_credentials_for_what_is_public) {
  std::string realm;
  ScriptedServer server([&](const ReceivedRequest& request) {
    if (request.target.starts_with("/token")) return answer(200, R"({"token":"public"})");
    return guarded(request, realm, "public");
  });
  realm = server.url("/token");
  EXPECT_TRUE(client_of(server.address(), m_waits).manifest("v1").value());
  EXPECT_EQ(server.requests()[1].header("Authorization"), "");
}

TEST_F(Authentication, an_identity_token_is_posted) {
  std::string realm;
  ScriptedServer server([&](const ReceivedRequest& request) {
    if (request.target.starts_with("/token")) return answer(200, R"({"token":"abc"})");
    return guarded(request, realm, "abc");
  });
  realm = server.url("/token");
  log_in(server.address(), R"({"identitytoken":"re/fresh"})");
  EXPECT_TRUE(client_of(server.address(), m_waits).manifest("v1").value());
  EXPECT_EQ(server.requests()[1].method, "POST");
  EXPECT_EQ(server.requests()[1].body,
            "grant_type=refresh_token&service=s&scope=repository%3Aapp%3Apull%2Cpush&client_id=pushgate&"
            "refresh_token=re%2Ffresh");
}

TEST_F(Authentication, a_mount_needs_two_scopes) {
  std::string realm;
  ScriptedServer server([&](const ReceivedRequest& request) {
    if (request.target.starts_with("/token")) return answer(200, R"({"token":"abc"})");
    if (!request.header("Authorization").empty())
      return answer(200, k_manifest, "Content-Type: application/json\r\n");
    return answer(401, "",
                  "WWW-Authenticate: Bearer realm=\"" + realm +
                      "\",service=\"s\",scope=\"repository:app:pull,push repository:family:pull\"\r\n");
  });
  realm = server.url("/token");
  EXPECT_TRUE(client_of(server.address(), m_waits).manifest("v1").value());
  EXPECT_EQ(server.request_lines()[1],
            "GET /token?service=s&scope=repository%3Aapp%3Apull%2Cpush&scope=repository%3Afamily%3Apull");
}

TEST_F(Authentication, basic) {
  ScriptedServer server([&](const ReceivedRequest& request) {
    if (request.header("Authorization") == "Basic Ym9iOmh1bnRlcjI=")
      return answer(200, k_manifest, "Content-Type: application/json\r\n");
    return answer(401, "", "WWW-Authenticate: Basic realm=\"x\"\r\n");
  });
  log_in(server.address(), R"({"username":"bob","password":"hunter2"})");
  EXPECT_TRUE(client_of(server.address(), m_waits).manifest("v1").value());
}

TEST_F(Authentication, a_401_without_credentials_says_where_they_were_looked_for) {
  ScriptedServer server(
      {answer(401, R"({"errors":[{"code":"UNAUTHORIZED"}]})", "WWW-Authenticate: Basic realm=\"x\"\r\n")});
  const auto error = client_of(server.address(), m_waits).manifest("v1").error();
  EXPECT_EQ(error.code, ErrorCode::unchecked);
  EXPECT_EQ(
      error.render(),
      fmt::format("pushgate: error: {0}/app: asks for authentication (401 UNAUTHORIZED), no credentials "
                  "for {0} in {1}\n  while fetching manifest {0}/app:v1\n  hint: docker login {0}\n",
                  server.address(), config_file()));
  EXPECT_EQ(server.requests().size(), 1u);
}

TEST_F(Authentication, a_401_with_wrong_credentials_names_the_user_and_no_password) {
  ScriptedServer server({answer(401, "", "WWW-Authenticate: Basic realm=\"x\"\r\n")});
  log_in(server.address(), R"({"username":"bob","password":"hunter2"})");
  const auto text = client_of(server.address(), m_waits).manifest("v1").error().render();
  EXPECT_EQ(text,
            fmt::format("pushgate: error: {0}/app: asks for authentication (401), as user 'bob' from {1}\n"
                        "  while fetching manifest {0}/app:v1\n  hint: docker login {0}\n",
                        server.address(), config_file()));
  EXPECT_EQ(server.requests().size(), 2u);
}

TEST_F(Authentication, a_token_that_is_refused) {
  std::string realm;
  ScriptedServer server([&](const ReceivedRequest& request) {
    if (request.target.starts_with("/token")) return answer(403, R"({"errors":[{"code":"DENIED"}]})");
    return guarded(request, realm, "abc");
  });
  realm = server.url("/token");
  log_in(server.address(), R"({"username":"bob","password":"hunter2"})");
  EXPECT_EQ(client_of(server.address(), m_waits).manifest("v1").error().render(),
            fmt::format("pushgate: error: {0}: refuses a token (403 DENIED), as user 'bob' from {1}\n"
                        "  while fetching manifest {0}/app:v1\n  hint: docker login {0}\n",
                        server.address(), config_file()));
}

TEST_F(Authentication, forbidden) {
  ScriptedServer server({answer(403, R"({"errors":[{"code":"DENIED","message":"no access"}]})")});
  EXPECT_EQ(
      client_of(server.address(), m_waits).manifest("v1").error().render(),
      fmt::format(
          "pushgate: error: {0}/app: forbids it (403 DENIED: no access), no credentials were asked for\n"
          "  while fetching manifest {0}/app:v1\n  hint: docker login {0} with an account that may\n",
          server.address()));
}

TEST_F(Authentication, answers_to_a_token_request_that_are_no_token) {
  for (const char* body : {"", "{}", R"({"token":7})", R"({"token":"a\r\nX-Evil: 1"})", "<html>"}) {
    std::string realm;
    ScriptedServer server([&](const ReceivedRequest& request) {
      if (request.target.starts_with("/token")) return answer(200, body);
      return guarded(request, realm, "abc");
    });
    realm = server.url("/token");
    EXPECT_EQ(client_of(server.address(), m_waits).manifest("v1").error().what,
              "answered a token request without a token; expected \"token\" or \"access_token\"")
        << body;
  }
}

TEST_F(Authentication, a_realm_elsewhere_over_plain_http_gets_nothing) {
  ScriptedServer server(
      [&](const ReceivedRequest& request) { return guarded(request, "http://evil.example/token", "abc"); });
  log_in(server.address(), R"({"username":"bob","password":"hunter2"})");
  EXPECT_EQ(
      client_of(server.address(), m_waits).manifest("v1").error().render(),
      fmt::format(
          "pushgate: error: {0}: sends clients to http://evil.example/token for tokens; expected https\n"
          "  while fetching manifest {0}/app:v1\n",
          server.address()));
}

TEST(SafeRealm, follows_the_registry) {
  const auto url = [](const char* text) { return net::Url::parse(text).value(); };
  EXPECT_TRUE(is_safe_realm(url("https://ghcr.io/token"), url("https://ghcr.io/v2/"), false));
  EXPECT_FALSE(is_safe_realm(url("http://ghcr.io/token"), url("https://ghcr.io/v2/"), true));
  EXPECT_FALSE(is_safe_realm(url("http://127.0.0.1/token"), url("https://ghcr.io/v2/"), false));
  EXPECT_TRUE(is_safe_realm(url("http://127.0.0.1:5001/token"), url("http://127.0.0.1:5000/v2/"), false));
  EXPECT_FALSE(is_safe_realm(url("http://auth.lan/token"), url("http://127.0.0.1:5000/v2/"), false));
  EXPECT_TRUE(is_safe_realm(url("http://auth.lan/token"), url("http://registry.lan/v2/"), true));
}

}  // namespace
}  // namespace pushgate::registry
