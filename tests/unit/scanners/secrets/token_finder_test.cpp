// SPDX-License-Identifier: Apache-2.0
#include "scanners/secrets/token_finder.hpp"

#include <gmock/gmock.h>

#include <random>
#include <string>

namespace pushgate::scanners {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// GitHub's own example of a token whose checksum is right. In two parts, as no file of ours holds a token.
const std::string k_right = "ghp_" + std::string("zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ0mLq17");
const std::string k_wrong = "ghp_" + std::string("zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ0mLq18");
const std::string k_body36 = "aB3dE6gH9jK2mN5pQ8sT1vW4yZ7bC0eF3hI6";

std::vector<std::string> texts(std::string_view text) {
  std::vector<std::string> out;
  for (const auto& token : find_tokens(text)) out.emplace_back(token.text);
  return out;
}

struct Seen {
  std::string kind;
  std::string text;
  std::uint64_t offset;
  bool operator==(const Seen&) const = default;
};

std::vector<Seen> seen_in_pieces(const std::string& text, const std::vector<std::size_t>& cuts) {
  std::vector<Seen> seen;
  TokenFinder finder([&](const FoundToken& token) {
    seen.push_back({std::string(token.kind), std::string(token.text), token.offset});
  });
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
  std::size_t at = 0;
  for (const std::size_t size : cuts) {
    const std::size_t count = std::min(size, text.size() - at);
    finder.feed({bytes + at, count});
    at += count;
  }
  finder.feed({bytes + at, text.size() - at});
  finder.finish();
  return seen;
}

TEST(TokenFinder, tells_each_form) {
  const std::vector<std::pair<std::string, std::string>> forms = {
      {"ghp_" + k_body36, "GitHub personal access token"},
      {"gho_" + k_body36, "GitHub OAuth access token"},
      {"ghu_" + k_body36, "GitHub user access token of an app"},
      {"ghs_" + k_body36, "GitHub installation token of an app"},
      {"ghr_" + k_body36, "GitHub refresh token"},
      {"github_pat_" + k_body36.substr(0, 22) + "_" + k_body36 + k_body36.substr(0, 23),
       "fine-grained GitHub personal access token"},
      {"glpat-" + k_body36.substr(0, 20), "GitLab personal access token"},
      {"gldt-" + k_body36.substr(0, 20), "GitLab deploy token"},
      {"dckr_pat_" + k_body36.substr(0, 27), "Docker Hub personal access token"},
      {"dckr_oat_" + k_body36.substr(0, 32), "Docker Hub organization access token"},
      {"pypi-AgEIcHlwaS5vcmc" + k_body36 + k_body36, "PyPI token"},
      {"npm_" + k_body36, "npm access token"},
  };
  for (const auto& [token, kind] : forms) {
    const std::string text = "token = '" + token + "'\n";
    const auto found = find_tokens(text);
    ASSERT_EQ(found.size(), 1U) << token;
    EXPECT_EQ(found[0].text, token);
    EXPECT_EQ(found[0].kind, kind);
    EXPECT_EQ(found[0].offset, 9U);
  }
}

TEST(TokenFinder, computes_the_checksum_of_github) {
  EXPECT_EQ(find_tokens(k_right).at(0).checksum, Checksum::right);
  EXPECT_EQ(find_tokens(k_wrong).at(0).checksum, Checksum::wrong);
  EXPECT_EQ(find_tokens("glpat-" + k_body36).at(0).checksum, Checksum::none);
}

TEST(TokenFinder, what_is_certain_is_found_inside_of_words) {
  EXPECT_THAT(texts("x" + k_right + "y"), ElementsAre(k_right));
  EXPECT_THAT(texts("x" + k_wrong), IsEmpty());
}

TEST(TokenFinder, shorter_ones_and_other_words_are_none) {
  EXPECT_THAT(texts("ghp_" + k_body36.substr(1)), IsEmpty());
  EXPECT_THAT(texts("npm_" + k_body36 + "x"), IsEmpty());
  EXPECT_THAT(texts("npm_config_registry_of_the_whole_company_and_more"), IsEmpty());
  EXPECT_THAT(texts("glpat-too-short"), IsEmpty());
  EXPECT_THAT(texts("ghx_" + k_body36), IsEmpty());
  EXPECT_THAT(texts("pypi-AgE"), IsEmpty());
  EXPECT_THAT(texts(""), IsEmpty());
  EXPECT_THAT(texts("ghp"), IsEmpty());
}

TEST(TokenFinder, the_stop_of_a_sentence_is_not_the_token_s) {
  EXPECT_THAT(texts("It was glpat-" + k_body36 + "."), ElementsAre("glpat-" + k_body36));
  EXPECT_THAT(texts("ghs_" + k_right.substr(4) + ". And"), ElementsAre("ghs_" + k_right.substr(4)));
}

TEST(TokenFinder, newer_longer_forms_are_told) {
  const std::string stateless =
      "ghs_123456_eyJhbGciOiJSUzI1NiJ9." + k_body36 + k_body36 + "." + k_body36 + "-_x";
  const auto found = find_tokens(stateless);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].text, stateless);
  EXPECT_EQ(found[0].checksum, Checksum::none);
}

TEST(TokenFinder, binary_bytes_around_it) {
  std::string bytes(1000, '\0');
  bytes.replace(500, k_right.size(), k_right);
  bytes[499] = '(';  // the length of a text of 40 bytes in a .pyc
  EXPECT_THAT(texts(bytes), ElementsAre(k_right));
}

TEST(TokenFinder, finds_the_same_wherever_the_bytes_are_cut) {
  std::mt19937 random(1);
  std::string text;
  constexpr std::string_view k_filling =
      "ghp_ _pat weight_ github_ npm_ glpat- dckr_ i-Ag\n\x01\xff abcdef0123456789";
  while (text.size() < 100'000) {
    for (auto n = random() % 700; n > 0; --n) text += k_filling[random() % k_filling.size()];
    const std::string tokens[] = {k_right, k_wrong, "glpat-" + k_body36, "npm_" + k_body36, "\n", "x"};
    text += tokens[random() % 6];
  }
  const auto whole = seen_in_pieces(text, {});
  ASSERT_GT(whole.size(), 50U);
  std::vector<Seen> at_once;
  for (const auto& token : find_tokens(text))
    at_once.push_back({std::string(token.kind), std::string(token.text), token.offset});
  EXPECT_EQ(whole, at_once);
  for (const std::size_t most : {1, 7, 100, 3000, 9000, 40'000}) {
    std::vector<std::size_t> cuts;
    for (std::size_t sum = 0; sum < text.size(); sum += cuts.back()) cuts.push_back(1 + random() % most);
    EXPECT_EQ(whole, seen_in_pieces(text, cuts)) << most;
  }
}

TEST(TokenFinder, a_token_at_each_place_of_two_large_pieces) {
  constexpr std::size_t k_piece = 9000;
  for (std::size_t at = k_piece - 1100; at < k_piece + 40; ++at) {
    std::string text(2 * k_piece, ' ');
    text.replace(at, k_right.size(), k_right);
    const auto seen = seen_in_pieces(text, {k_piece});
    ASSERT_EQ(seen.size(), 1U) << at;
    EXPECT_EQ(seen[0].offset, at);
  }
}

TEST(TokenFinder, streams_do_not_touch) {
  std::vector<std::string> seen;
  TokenFinder finder([&](const FoundToken& token) { seen.emplace_back(token.text); });
  const auto feed = [&](std::string_view text) {
    finder.feed({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
    finder.finish();
  };
  feed(std::string_view(k_right).substr(0, 20));
  feed(std::string_view(k_right).substr(20));
  EXPECT_THAT(seen, IsEmpty());
  feed(k_right);
  feed(k_right);
  EXPECT_THAT(seen, ElementsAre(k_right, k_right));
}

}  // namespace
}  // namespace pushgate::scanners
