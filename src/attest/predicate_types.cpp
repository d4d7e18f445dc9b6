// SPDX-License-Identifier: Apache-2.0
#include "attest/predicate_types.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "attest/statement.hpp"
#include "base/format.hpp"

namespace pushgate::attest {

namespace {

using Named = std::pair<std::string_view, std::string_view>;

// cosign's own (options/predicate.go), so that what one attests by name the other finds by it.
constexpr std::array<Named, 10> k_names = {{
    {"custom", predicate_type::k_custom},
    {"cyclonedx", predicate_type::k_cyclonedx},
    {"link", "https://in-toto.io/Link/v1"},
    {"openvex", predicate_type::k_openvex},
    {"slsaprovenance", predicate_type::k_slsa_provenance_02},
    {"slsaprovenance02", predicate_type::k_slsa_provenance_02},
    {"slsaprovenance1", predicate_type::k_slsa_provenance_1},
    {"spdx", predicate_type::k_spdx},
    {"spdxjson", predicate_type::k_spdx},
    {"vuln", predicate_type::k_vuln},
}};

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/// `scheme:something`, printable ASCII without spaces (RFC 3986). Predicate types are compared as text, so
/// nothing more is made of it.
bool is_uri(std::string_view text) {
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos || colon + 1 == text.size() || !is_letter(text[0])) return false;
  const auto in_scheme = [](char c) {
    return is_letter(c) || (c >= '0' && c <= '9') || c == '+' || c == '.' || c == '-';
  };
  return std::ranges::all_of(text.substr(0, colon), in_scheme) &&
         std::ranges::all_of(text, [](char c) { return c > ' ' && c <= '~'; });
}

}  // namespace

Result<std::string> predicate_type_of(std::string_view word, std::string_view option) {
  const auto named = std::ranges::find(k_names, word, &Named::first);
  if (named != k_names.end()) return std::string(named->second);
  if (is_uri(word)) return std::string(word);
  return fail(Error::misuse(
      std::string(option),
      fmt::format("unknown type '{}'; expected a URI, or one of {}", word, predicate_type_names())));
}

std::string predicate_type_names() {
  std::string names;
  for (const auto& [name, type] : k_names) names += (names.empty() ? "" : ", ") + std::string(name);
  return names;
}

}  // namespace pushgate::attest
