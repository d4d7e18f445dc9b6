// SPDX-License-Identifier: Apache-2.0
#include "scanners/secrets/token_form.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>

namespace pushgate::scanners {

namespace {

constexpr std::string_view k_digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
constexpr std::size_t k_random = 30;   // letters and digits that a checksum is of
constexpr std::size_t k_checked = 36;  // with the checksum

struct Form {
  std::string_view kind;
  std::string_view prefix;
  std::size_t anchor;       // where in the prefix it begins
  std::string_view others;  // bytes of the body besides letters and digits
  std::size_t least;        // bytes of the body
  bool has_checksum;
};

constexpr std::array k_forms = {
    Form{"GitHub personal access token", "ghp_", 0, "_", k_checked, true},
    Form{"GitHub OAuth access token", "gho_", 0, "_", k_checked, true},
    Form{"GitHub user access token of an app", "ghu_", 0, "_", k_checked, true},
    Form{"GitHub installation token of an app", "ghs_", 0, "_-.", k_checked, true},
    Form{"GitHub refresh token", "ghr_", 0, "_", k_checked, true},
    Form{"fine-grained GitHub personal access token", "github_pat_", 3, "_", k_checked, false},
    Form{"GitLab personal access token", "glpat-", 1, "_-.", 20, false},
    Form{"GitLab deploy token", "gldt-", 0, "_-.", 20, false},
    Form{"Docker Hub personal access token", "dckr_pat_", 0, "_-", 27, false},
    Form{"Docker Hub organization access token", "dckr_oat_", 0, "_-", 27, false},
    Form{"PyPI token", "pypi-AgE", 3, "_-", 50, false},
    Form{"npm access token", "npm_", 0, "", k_checked, true},
};

bool is_letter_or_digit(char c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

std::uint32_t crc32(std::string_view text) {
  std::uint32_t crc = ~0U;
  for (const char c : text) {
    crc ^= static_cast<unsigned char>(c);
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ ((crc & 1) != 0 ? 0xEDB88320U : 0U);
  }
  return ~crc;
}

/// Whether 36 letters and digits end in the checksum of the first 30.
bool has_right_checksum(std::string_view body) {
  std::uint32_t rest = crc32(body.substr(0, k_random));
  for (std::size_t i = k_checked; i-- > k_random; rest /= 62) {
    if (body[i] != k_digits[rest % 62]) return false;
  }
  return true;
}

/// How many bytes from the start can be a body of this form.
std::size_t body_length(const Form& form, std::string_view text) {
  text = text.substr(0, k_longest_body);
  const auto end = std::ranges::find_if_not(
      text, [&](char c) { return is_letter_or_digit(c) || form.others.find(c) != std::string_view::npos; });
  auto length = static_cast<std::size_t>(end - text.begin());
  while (length > 0 && text[length - 1] == '.') --length;  // of the sentence
  return length;
}

std::optional<FoundToken> token_of(const Form& form, std::string_view window, std::size_t begin) {
  const std::string_view rest = window.substr(begin + form.prefix.size());
  const std::size_t length = body_length(form, rest);
  if (length < form.least) return std::nullopt;
  FoundToken token{form.kind, window.substr(begin, form.prefix.size() + length), begin, Checksum::none};
  const std::string_view checked = rest.substr(0, k_checked);
  if (form.has_checksum && std::ranges::all_of(checked, is_letter_or_digit)) {
    if (has_right_checksum(checked)) {
      token.text = token.text.substr(0, form.prefix.size() + k_checked);
      token.checksum = Checksum::right;
      return token;
    }
    if (length == k_checked) token.checksum = Checksum::wrong;
  }
  // Part of a longer word, as in a long text of base 64: no token.
  if (begin > 0 && is_letter_or_digit(window[begin - 1])) return std::nullopt;
  if (form.others.empty() && length != form.least) return std::nullopt;
  return token;
}

}  // namespace

std::optional<FoundToken> token_at_anchor(std::string_view window, std::size_t at) {
  for (const Form& form : k_forms) {
    if (at < form.anchor) continue;
    const std::size_t begin = at - form.anchor;
    if (!window.substr(begin).starts_with(form.prefix)) continue;
    if (auto token = token_of(form, window, begin)) return token;
  }
  return std::nullopt;
}

}  // namespace pushgate::scanners
