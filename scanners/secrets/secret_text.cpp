// SPDX-License-Identifier: Apache-2.0
#include "scanners/secrets/secret_text.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "adapter/crypto/sha256.hpp"
#include "base/format.hpp"
#include "scanners/secrets/credentials.hpp"
#include "scanners/secrets/token_finder.hpp"

namespace pushgate::scanners {

namespace {

constexpr std::size_t k_shown = 4;
constexpr std::size_t k_guessable = 20;

using Part = std::pair<std::size_t, std::string_view>;  // where, and which

std::vector<Part> tokens_in(std::string_view text) {
  std::vector<Part> parts;
  for (const auto& token : find_tokens(text)) parts.emplace_back(token.offset, token.text);
  return parts;
}

std::vector<Part> secrets_of(std::string_view text) {
  auto parts = tokens_in(text);
  for (const auto& credential : text_credentials(text))
    parts.emplace_back(static_cast<std::size_t>(credential.secret.data() - text.data()), credential.secret);
  return parts;
}

/// The parts may overlap: a token can be the password of a URL.
std::string without(std::string_view text, std::vector<Part> parts) {
  std::ranges::sort(parts);
  std::string out;
  std::size_t at = 0;
  for (const auto& [offset, secret] : parts) {
    if (offset + secret.size() <= at) continue;
    if (offset >= at) {
      out += text.substr(at, offset - at);
      out += fmt::format("<{}>", tell_secret(secret));
    }
    at = offset + secret.size();
  }
  out += text.substr(at);
  return out;
}

/// What stood behind a secret without a gap, and was no word of its own, may be one now.
std::string without_all(std::string_view text, std::vector<Part> (*find)(std::string_view)) {
  std::string out(text);
  for (auto parts = find(out); !parts.empty(); parts = find(out)) out = without(out, std::move(parts));
  return out;
}

}  // namespace

std::string tell_secret(std::string_view secret) {
  if (secret.size() < k_guessable) return fmt::format("of {} characters", secret.size());
  const auto head = secret.substr(0, k_shown);
  const bool is_plain =
      std::ranges::all_of(head, [](char c) { return c > ' ' && c < '\x7f' && c != '"' && c != '\\'; });
  return fmt::format("{}…, SHA-256 {}", is_plain ? head : "", crypto::sha256(secret).short_hex());
}

std::string without_secrets(std::string_view text) {
  return without_all(text, secrets_of);
}

std::string without_tokens(std::string_view text) {
  return without_all(text, tokens_in);
}

}  // namespace pushgate::scanners
