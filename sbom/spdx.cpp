// SPDX-License-Identifier: Apache-2.0
#include "sbom/spdx.hpp"

#include <algorithm>
#include <map>
#include <vector>

#include "adapter/json/json.hpp"
#include "embedded/cyclonedx_spdx.hpp"
#include "sbom/control_fields.hpp"

namespace pushgate::sbom {

namespace {

constexpr std::size_t k_name_bytes = 200;  // old packages put the whole licence text in one field
constexpr std::size_t k_nesting = 32;

std::string folded(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

using Ids = std::map<std::string, std::string, std::less<>>;

/// Folded spelling to the list's own, read from the schema that is compiled in.
const Ids& known_ids() {
  static const Ids ids = [] {
    Ids out;
    const auto schema = json::parse(embedded::cyclonedx_spdx(), "spdx.schema.json");
    const auto* list = schema ? schema->find("enum") : nullptr;
    if (list == nullptr || list->as_array() == nullptr) return out;
    for (const auto& id : *list->as_array()) {
      if (const auto* text = id.as_string()) out.emplace(folded(*text), *text);
    }
    return out;
  }();
  return ids;
}

std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> words;
  while (!text.empty()) {
    if (text.front() == ' ') {
      text.remove_prefix(1);
      continue;
    }
    std::size_t length = 1;
    if (text.front() != '(' && text.front() != ')') length = std::min(text.find_first_of(" ()"), text.size());
    words.push_back(text.substr(0, length));
    text.remove_prefix(length);
  }
  return words;
}

bool is_license(std::string_view word) {
  if (word.ends_with('+') && !spdx_id(word.substr(0, word.size() - 1)).empty()) return true;
  return !spdx_id(word).empty() || word.starts_with("LicenseRef-");
}

}  // namespace

std::string_view spdx_id(std::string_view text) {
  const auto found = known_ids().find(folded(text));
  return found == known_ids().end() ? std::string_view() : std::string_view(found->second);
}

bool is_spdx_expression(std::string_view text) {
  std::size_t depth = 0;
  bool wants_license = true;
  bool wants_exception = false;
  for (const auto word : words_of(text)) {
    if (wants_exception) {
      // Exceptions have a list of their own, and part of it is in the schema's.
      if (word == "(" || word == ")") return false;
      wants_exception = false;
    } else if (wants_license) {
      if (word == "(") {
        if (++depth > k_nesting) return false;
      } else if (is_license(word)) {
        wants_license = false;
      } else {
        return false;
      }
    } else if (word == ")") {
      if (depth == 0) return false;
      --depth;
    } else if (word == "WITH") {
      wants_exception = true;
    } else if (word == "AND" || word == "OR") {
      wants_license = true;
    } else {
      return false;
    }
  }
  return !wants_license && !wants_exception && depth == 0;
}

model::License stated_license(std::string_view text) {
  using Kind = model::License::Kind;
  text = trim(text);
  if (const auto id = spdx_id(text); !id.empty()) return {std::string(id), Kind::spdx_id};
  if (is_spdx_expression(text)) return {std::string(text), Kind::spdx_expression};
  std::string_view line = trim(text.substr(0, std::min(text.find('\n'), text.size())));
  if (line.size() > k_name_bytes) {
    line = line.substr(0, k_name_bytes);
    // Not in the middle of a character.
    while (!line.empty() && (static_cast<unsigned char>(line.back()) & 0xC0) == 0x80) line.remove_suffix(1);
    if (!line.empty() && static_cast<unsigned char>(line.back()) >= 0xC0) line.remove_suffix(1);
  }
  return {std::string(line), Kind::name};
}

}  // namespace pushgate::sbom
