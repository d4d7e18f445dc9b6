// SPDX-License-Identifier: Apache-2.0
#include "sbom/python_direct_url.hpp"

#include <gtest/gtest.h>

#include <utility>
#include <vector>

namespace pushgate::sbom {
namespace {

std::string read(std::string_view text) {
  model::Component component;
  const auto done = add_python_direct_url(component, text, "/d");
  if (!done) return done.error().subject + ": " + done.error().what;
  std::string out;
  for (const auto& [name, value] : component.properties) {
    out += name.substr(std::string("pushgate:python:direct-url").size()) + "=" + value + ";";
  }
  for (const auto& hash : component.hashes) out += hash.algorithm + "=" + hash.hex.substr(0, 4) + ";";
  return out;
}

TEST(PythonDirectUrl, archives_sources_and_folders) {
  const std::string sha256(64, 'A');
  EXPECT_EQ(read(R"({"url":"https://h/a.zip","archive_info":{"hash":"sha256=)" + sha256 +
                 R"(","hashes":{"sha256":")" + sha256 + R"(","md5":")" + std::string(32, '1') +
                 R"(","blake2b":"x"}}})"),
            "=https://h/a.zip;MD5=1111;SHA-256=aaaa;");
  EXPECT_EQ(read(R"({"url":"https://u:p@h/a.git","subdirectory":"py","vcs_info":
                     {"vcs":"git","commit_id":"c0","requested_revision":"main"}})"),
            "=https://h/a.git;:subdirectory=py;:vcs=git;:commit=c0;:requested-revision=main;");
  EXPECT_EQ(read(R"({"url":"file:///src/a","dir_info":{"editable":true}})"),
            "=file:///src/a;:editable=true;");
  EXPECT_EQ(read(R"({"url":"file:///src/a","dir_info":{"editable":false}})"), "=file:///src/a;");
  EXPECT_EQ(read(R"({"url":7,"vcs_info":7,"archive_info":{"hashes":[7]}})"), "");
}

TEST(PythonDirectUrl, credentials_are_never_written) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"https://user:secret@h:8443/a", "https://h:8443/a"},
      {"https://secret@h/a", "https://h/a"},
      {"https://user:se@cret@h/a", "https://h/a"},
      {"https://user:se/cret@h/a", ""},
      {"https://user:se?cret@h/a", ""},
      {"https://user:se#cret@h/a", ""},
      {"https://user:se\\cret@h/a", "https://h/a"},
      {"https://h/a?token=secret#secret", "https://h/a"},
      {"https://h#secret", "https://h"},
      {"https://[::1]:80/a", "https://[::1]:80/a"},
      {"https://h:80secret/a", ""},
      {"git+ssh://git@h/a", "git+ssh://h/a"},
      {"user:secret@h/a", ""},
      {"user:secret@h://a", ""},
      {"file:///a b", "file:///a b"},
      {"", ""},
  };
  for (const auto& [url, shown] : cases) EXPECT_EQ(url_without_credentials(url), shown) << url;
}

TEST(PythonDirectUrl, what_cannot_be_read_is_told) {
  EXPECT_EQ(read("[]"), "/d: is no JSON object; expected PEP 610's");
  EXPECT_EQ(read(R"({"archive_info":{"hash":"sha256=12"}})"),
            "/d: has a SHA-256 that is no such hash in hex digits");
  EXPECT_EQ(
      read(R"({"subdirectory":"a\nb"})"),
      "/d: has a text for pushgate:python:direct-url:subdirectory that is longer than 4096 bytes or not of "
      "one line");
  EXPECT_EQ(read("{").substr(0, 3), "/d:");
}

}  // namespace
}  // namespace pushgate::sbom
