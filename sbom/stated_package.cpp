// SPDX-License-Identifier: Apache-2.0
#include "sbom/stated_package.hpp"

#include <algorithm>
#include <array>
#include <unordered_set>
#include <utility>

#include "adapter/crypto/base64.hpp"
#include "adapter/crypto/sha2.hpp"
#include "base/escape.hpp"
#include "base/format.hpp"
#include "sbom/purl.hpp"
#include "sbom/spdx.hpp"

namespace pushgate::sbom {

namespace {

constexpr std::size_t k_text_bytes =
    1024;  // npm allows 214 for a name, 256 for a version; nobody allows more

constexpr std::array<std::pair<std::string_view, std::size_t>, 4> k_hex_digits = {
    {{"MD5", 32}, {"SHA-1", 40}, {"SHA-256", 64}, {"SHA-512", 128}}};

Result<void> check_text(std::string_view text, std::string_view what, const std::string& where) {
  if (text.empty()) return fail(Error::unchecked(where, fmt::format("has no {}", what)));
  if (text.size() > k_text_bytes) {
    return fail(Error::unchecked(
        where, fmt::format("has a {} of {} bytes; expected at most {}", what, text.size(), k_text_bytes)));
  }
  if (is_utf8(text) && escape_controls(text) == text) return {};
  return fail(Error::unchecked(
      where, fmt::format("has '{}' as {}; expected text of one line", text.substr(0, 100), what)));
}

}  // namespace

Result<model::Component> stated_component(StatedPackage package, const std::string& where) {
  TRY(check_text(package.name, "name", where));
  TRY(check_text(package.version, "version", where));
  model::Component component;
  component.ecosystem = package.ecosystem;
  component.group = package.group;
  component.name = package.name;
  component.version = package.version;
  auto purl = Purl::make({.type = std::move(package.ecosystem),
                          .name_space = std::move(package.group),
                          .name = std::move(package.name),
                          .version = std::move(package.version),
                          .qualifiers = std::move(package.qualifiers),
                          .subpath = {}});
  if (!purl) return fail(std::move(purl).error().during("reading " + where));
  component.purl = purl->to_string();
  return component;
}

std::vector<model::License> stated_licenses(const std::vector<std::string>& texts) {
  std::vector<model::License> licenses;
  std::unordered_set<std::string> known;
  for (const auto& text : texts) {
    auto license = stated_license(text);
    if (!license.text.empty() && known.insert(license.text).second) licenses.push_back(std::move(license));
  }
  return licenses;
}

void sort_names(std::vector<std::string>& names) {
  std::ranges::sort(names);
  names.erase(std::ranges::unique(names).begin(), names.end());
}

std::optional<model::Hash> hex_hash(std::string_view algorithm, std::string_view hex) {
  const auto* const known =
      std::ranges::find(k_hex_digits, algorithm, &std::pair<std::string_view, std::size_t>::first);
  if (known == k_hex_digits.end() || hex.size() != known->second) return std::nullopt;
  std::string digits(hex);
  for (char& c : digits) {
    if (c >= 'A' && c <= 'F') c = static_cast<char>(c - 'A' + 'a');
    if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) return std::nullopt;
  }
  return model::Hash{std::string(algorithm), std::move(digits)};
}

std::optional<model::Hash> integrity_hash(std::string_view text) {
  const std::size_t dash = text.find('-');
  const std::string_view label = text.substr(0, dash);
  const std::string_view algorithm = label == "sha512" ? "SHA-512" : label == "sha1" ? "SHA-1" : "";
  if (algorithm.empty() || dash == std::string_view::npos) return std::nullopt;
  const auto bytes = crypto::decode_base64(text.substr(dash + 1));
  if (!bytes) return std::nullopt;
  return hex_hash(algorithm, crypto::hex_digits(*bytes));
}

}  // namespace pushgate::sbom
