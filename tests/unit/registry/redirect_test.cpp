// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "base/format.hpp"
#include "tiny_registry.hpp"

namespace pushgate::registry {
namespace {

using test_support::answer;
using test_support::ReceivedRequest;
using test_support::ScriptedServer;

std::string location(const std::string& url) {
  return "Location: " + url + "\r\n";
}

TEST(Redirect, another_host_gets_no_credentials) {
  const auto folder = std::filesystem::temp_directory_path() / fmt::format("redirect-{}", getpid());
  std::filesystem::create_directories(folder);
  setenv("DOCKER_CONFIG", folder.c_str(), 1);
  ScriptedServer storage({answer(200, "four")});
  ScriptedServer server([&](const ReceivedRequest& request) {
    if (request.header("Authorization").empty())
      return answer(401, "", "WWW-Authenticate: Basic realm=\"x\"\r\n");
    if (request.target == "/moved") return answer(307, "", location(storage.url("/bucket?signature=1")));
    return answer(302, "", location("/moved"));
  });
  std::ofstream(folder / "config.json")
      << R"({"auths":{")" << server.address() << R"(":{"username":"bob","password":"p"}}})";

  std::vector<std::chrono::milliseconds> waits;
  auto client = client_of(server.address(), waits);
  EXPECT_EQ(client.small_blob(describe("four"), 10).value(), "four");
  EXPECT_NE(server.requests().back().header("Authorization"), "");
  ASSERT_EQ(storage.requests().size(), 1u);
  EXPECT_EQ(storage.requests()[0].target, "/bucket?signature=1");
  EXPECT_EQ(storage.requests()[0].header("Authorization"), "");
  unsetenv("DOCKER_CONFIG");
  std::filesystem::remove_all(folder);
}

TEST(Redirect, ends_after_five_hops) {
  ScriptedServer server({answer(307, "", location("/again"))});
  std::vector<std::chrono::milliseconds> waits;
  const auto blob = describe("four");
  EXPECT_EQ(
      client_of(server.address(), waits).small_blob(blob, 10).error().render(),
      fmt::format("pushgate: error: {0}: redirects more than 5 times\n  while fetching blob {0}/app@{1}\n",
                  server.address(), blob.digest.to_string()));
  EXPECT_EQ(server.requests().size(), 6u);
}

TEST(Redirect, to_nothing_that_can_be_asked) {
  const auto error = [](const std::string& fields) {
    ScriptedServer server({answer(307, "", fields)});
    std::vector<std::chrono::milliseconds> waits;
    return client_of(server.address(), waits).small_blob(describe("four"), 10).error();
  };
  EXPECT_EQ(error("").what, "is no http or https URL");
  EXPECT_EQ(error(location("file:///etc/passwd")).what, "is no http or https URL");
  EXPECT_EQ(error(location("http://bob:p@evil.example/")).what,
            "holds a user name or password; expected one without");
}

TEST(Redirect, a_refusal_by_the_other_host_is_not_the_registrys) {
  ScriptedServer storage({answer(403, "<Error>expired</Error>")});
  ScriptedServer server({answer(307, "", location(storage.url("/x")))});
  std::vector<std::chrono::milliseconds> waits;
  const auto blob = describe("four");
  EXPECT_EQ(client_of(server.address(), waits).small_blob(blob, 10).error().render(),
            fmt::format("pushgate: error: {0}: answered 403; expected 200 from where {1} redirects to\n"
                        "  while fetching blob {1}/app@{2}\n",
                        storage.address(), server.address(), blob.digest.to_string()));
}

TEST(Redirect, an_upload_is_not_sent_elsewhere) {
  ScriptedServer server([](const ReceivedRequest& request) {
    return request.method == "HEAD" ? answer(404) : answer(307, "", location("http://127.0.0.2/x"));
  });
  std::vector<std::chrono::milliseconds> waits;
  EXPECT_EQ(client_of(server.address(), waits).upload_blob(describe("four"), "four").error().what,
            "answered 307; expected 202");
}

}  // namespace
}  // namespace pushgate::registry
