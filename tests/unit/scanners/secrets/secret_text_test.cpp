// SPDX-License-Identifier: Apache-2.0
#include "scanners/secrets/secret_text.hpp"

#include <gtest/gtest.h>

#include "scanners/secrets/file_search.hpp"

namespace pushgate::scanners {
namespace {

const std::string k_token = "ghp_" + std::string("zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ0mLq17");
// printf %s TOKEN | sha256sum | cut -c1-12
const std::string k_told = "ghp_…, SHA-256 976b57ee8acd";

std::vector<SeenSecret> search(std::string_view path, std::string_view content) {
  FileSearch file;
  file.begin(path, content.size());
  file.feed({reinterpret_cast<const std::uint8_t*>(content.data()), content.size()});
  return file.end();
}

TEST(SecretText, four_characters_and_a_hash) {
  EXPECT_EQ(tell_secret(k_token), k_told);
}

TEST(SecretText, a_short_one_is_not_told_by_what_it_can_be_guessed_from) {
  EXPECT_EQ(tell_secret("hunter2"), "of 7 characters");
  EXPECT_EQ(tell_secret(std::string(19, 'x')), "of 19 characters");
}

TEST(SecretText, what_would_break_a_text_is_not_shown) {
  EXPECT_TRUE(tell_secret("a\"b\\" + std::string(30, 'x')).starts_with("…, SHA-256 "));
  EXPECT_TRUE(tell_secret("a\x1b[0" + std::string(30, 'x')).starts_with("…, SHA-256 "));
}

TEST(SecretText, secrets_are_taken_out_of_texts) {
  EXPECT_EQ(without_secrets("RUN login -p " + k_token + " && true"), "RUN login -p <" + k_told + "> && true");
  EXPECT_EQ(without_secrets("https://ann:hunter2@pypi.example.org/"),
            "https://ann:<of 7 characters>@pypi.example.org/");
  EXPECT_EQ(without_secrets("https://ann:" + k_token + "@ghcr.io"), "https://ann:<" + k_told + ">@ghcr.io");
  EXPECT_EQ(without_secrets("nothing"), "nothing");
  EXPECT_EQ(without_tokens("{\"a\": \"" + k_token + "\"}"), "{\"a\": \"<" + k_told + ">\"}");
  EXPECT_EQ(without_tokens("https://ann:hunter2@pypi.example.org/"), "https://ann:hunter2@pypi.example.org/");
}

TEST(SecretText, what_is_left_is_searched_again) {
  const std::string other = "npm_" + std::string("aB3dE6gH9jK2mN5pQ8sT1vW4yZ7bC0eF3hI6");
  const std::string out = without_tokens(k_token + other);
  EXPECT_TRUE(find_tokens(out).empty()) << out;
}

TEST(FileSearch, tells_each_secret_once_and_a_token_as_a_token) {
  const auto seen =
      search("root/.netrc", "machine ghcr.io password " + k_token + "\nmachine x password " + k_token + "\n");
  ASSERT_EQ(seen.size(), 1U);
  EXPECT_TRUE(seen[0].is_token);
  EXPECT_EQ(seen[0].told, k_told);
  EXPECT_EQ(seen[0].offset, 25U);
}

TEST(FileSearch, a_login_file) {
  const auto seen = search("root/.netrc", "machine ghcr.io password hunter2\n");
  ASSERT_EQ(seen.size(), 1U);
  EXPECT_FALSE(seen[0].is_token);
  EXPECT_EQ(seen[0].kind, "password of a .netrc");
  EXPECT_EQ(seen[0].told, "of 7 characters");
}

TEST(FileSearch, files_do_not_touch_and_have_bounds) {
  FileSearch file;
  const auto run = [&](const std::string& content) {
    file.begin("a.bin", content.size());
    file.feed({reinterpret_cast<const std::uint8_t*>(content.data()), content.size()});
    return file.end();
  };
  EXPECT_EQ(run(k_token).size(), 1U);
  EXPECT_EQ(run("").size(), 0U);
  std::string many;
  for (int i = 0; i < 300; ++i) many += "glpat-aB3dE6gH9jK2mN5pQ" + std::to_string(1000 + i) + "\n";
  EXPECT_EQ(run(many).size(), 100U);
}

}  // namespace
}  // namespace pushgate::scanners
