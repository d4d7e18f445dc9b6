// SPDX-License-Identifier: Apache-2.0
#include "sbom/spdx.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "adapter/json/json.hpp"
#include "base/ascii.hpp"
#include "embedded/cyclonedx_spdx.hpp"
#include "sbom/control_fields.hpp"
#include "sbom/license_names.hpp"

namespace pushgate::sbom {

namespace {

constexpr std::size_t k_name_bytes = 200;  // old packages put the whole licence text in one field
constexpr std::size_t k_nesting = 32;
constexpr std::size_t k_words = 20;  // more than that is prose
constexpr std::string_view k_white = " \t\r\n";

using Ids = std::map<std::string, std::string, std::less<>>;

/// The schema's list has licences and exceptions in one. Exceptions say so in their name, all but these; an
/// id with `-with-` is a licence of old, exception included, and MPL's is one that has none.
bool names_exception(std::string_view id) {
  static constexpr std::array<std::string_view, 6> k_others = {
      "GPL-CC-1.0", "Google-Patent-WebM", "LLGPL", "Linux-syscall-note", "SHL-2.0", "SHL-2.1"};
  if (std::ranges::find(k_others, id) != k_others.end()) return true;
  return id.find("exception") != std::string_view::npos && id.find("-with-") == std::string_view::npos &&
         id != "MPL-2.0-no-copyleft-exception";
}

struct Lists {
  Ids licenses;
  Ids exceptions;
};

/// Folded spelling to the list's own, read from the schema that is compiled in.
const Lists& lists() {
  static const Lists lists = [] {
    Lists out;
    const auto schema = json::parse(embedded::cyclonedx_spdx(), "spdx.schema.json");
    const auto* list = schema ? schema->find("enum") : nullptr;
    if (list == nullptr || list->as_array() == nullptr) return out;
    for (const auto& id : *list->as_array()) {
      const auto* text = id.as_string();
      if (text == nullptr) continue;
      (names_exception(*text) ? out.exceptions : out.licenses).emplace(lower_case(*text), *text);
    }
    return out;
  }();
  return lists;
}

std::string_view in(const Ids& ids, std::string_view text) {
  static constexpr std::size_t k_longest = 100;  // twice the longest id
  if (text.size() > k_longest) return {};
  const auto found = ids.find(lower_case(text));
  return found == ids.end() ? std::string_view() : std::string_view(found->second);
}

std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> words;
  while (true) {
    text.remove_prefix(std::min(text.find_first_not_of(k_white), text.size()));
    if (text.empty()) return words;
    std::size_t length = 1;
    if (text.front() != '(' && text.front() != ')') {
      length = std::min(text.find_first_of(" \t\r\n()"), text.size());
    }
    words.push_back(text.substr(0, length));
    text.remove_prefix(length);
  }
}

/// `LicenseRef-own`, `DocumentRef-other:LicenseRef-own`.
bool is_reference(std::string_view word) {
  const auto is_name = [](std::string_view text, std::string_view prefix) {
    if (!text.starts_with(prefix) || text.size() == prefix.size()) return false;
    return std::ranges::all_of(text.substr(prefix.size()), [](char c) {
      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
             c == '-';
    });
  };
  const std::size_t colon = word.find(':');
  if (colon == std::string_view::npos) return is_name(word, "LicenseRef-");
  return is_name(word.substr(0, colon), "DocumentRef-") && is_name(word.substr(colon + 1), "LicenseRef-");
}

/// A word of an expression where a licence belongs, in the list's spelling; empty where it is none.
std::string license_word(std::string_view word) {
  if (is_reference(word)) return std::string(word);
  if (const auto id = spdx_id(word); !id.empty()) return std::string(id);
  if (!word.ends_with('+')) return {};
  const auto id = spdx_id(word.substr(0, word.size() - 1));
  return id.empty() ? std::string() : std::string(id) + "+";
}

}  // namespace

std::string_view spdx_id(std::string_view text) {
  return in(lists().licenses, text);
}

std::string_view spdx_exception(std::string_view text) {
  return in(lists().exceptions, text);
}

std::string spdx_expression(std::string_view text) {
  enum class Wants : std::uint8_t { license, exception, operation };
  Wants wants = Wants::license;
  std::size_t depth = 0;
  bool after_license = false;  // WITH follows one licence, no parenthesis and no exception
  std::string out;
  for (const auto word : words_of(text)) {
    if (word != ")" && !out.empty() && !out.ends_with('(')) out += ' ';
    if (wants == Wants::exception) {
      const auto exception = spdx_exception(word);
      if (exception.empty()) return {};
      out += exception;
      wants = Wants::operation;
      after_license = false;
    } else if (wants == Wants::license) {
      if (word == "(") {
        if (++depth > k_nesting) return {};
        out += word;
        continue;
      }
      const auto license = license_word(word);
      if (license.empty()) return {};
      out += license;
      wants = Wants::operation;
      after_license = true;
    } else if (word == ")") {
      if (depth == 0) return {};
      --depth;
      out += word;
      after_license = false;
    } else if (word == "AND" || word == "OR" || (word == "WITH" && after_license)) {
      out += word;
      wants = word == "WITH" ? Wants::exception : Wants::license;
    } else {
      return {};
    }
  }
  return wants == Wants::operation && depth == 0 ? out : std::string();
}

bool is_spdx_expression(std::string_view text) {
  return !spdx_expression(text).empty();
}

model::License stated_license(std::string_view text) {
  using Kind = model::License::Kind;
  text = trim(text);
  if (const auto id = spdx_id(text); !id.empty()) return {std::string(id), Kind::spdx_id};
  if (auto expression = spdx_expression(text); !expression.empty()) {
    return {std::move(expression), Kind::spdx_expression};
  }
  if (auto id = license_id_of_name(text); !id.empty()) return {std::move(id), Kind::spdx_id};
  std::string_view line = trim(text.substr(0, std::min(text.find('\n'), text.size())));
  if (line.size() > k_name_bytes) {
    line = line.substr(0, k_name_bytes);
    // Not in the middle of a character.
    while (!line.empty() && (static_cast<unsigned char>(line.back()) & 0xC0) == 0x80) line.remove_suffix(1);
    if (!line.empty() && static_cast<unsigned char>(line.back()) >= 0xC0) line.remove_suffix(1);
  }
  return {std::string(line), Kind::name};
}

std::vector<model::License> stated_licenses(std::string_view text) {
  using Kind = model::License::Kind;
  text = trim(text);
  if (text.empty()) return {};
  auto whole = stated_license(text);
  const auto words = words_of(text);
  const bool parted = words.size() > 1 && whole.kind == Kind::name && words.size() <= k_words &&
                      std::ranges::any_of(words, [](auto word) { return !spdx_id(word).empty(); });
  if (!parted) return {std::move(whole)};
  std::vector<model::License> licenses;
  for (const auto word : words) {
    const bool joins = word == "(" || word == ")" || same_letters(word, "and") || same_letters(word, "or");
    if (!joins) licenses.push_back(stated_license(word));
  }
  return licenses;
}

}  // namespace pushgate::sbom
