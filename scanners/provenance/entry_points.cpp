// SPDX-License-Identifier: Apache-2.0
#include "scanners/provenance/entry_points.hpp"

// entry_points.txt (entry points specification, INI):
//
//   [console_scripts]
//   tool = package.module:main
//   more = package.module:Class.method [extra]     installers pass over the extra
//   # a comment

#include <algorithm>
#include <utility>

#include "sbom/control_fields.hpp"

namespace pushgate::scanners {

namespace {

bool is_dotted_name(std::string_view text) {
  bool begins = true;
  for (const char c : text) {
    const bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (c & 0x80) != 0;
    const bool is_digit = c >= '0' && c <= '9';
    if (c == '.' ? begins : !is_letter && (begins || !is_digit)) return false;
    begins = c == '.';
  }
  return !begins;
}

EntryPoint parse_entry_point(std::string_view text) {
  text = sbom::trim(text.substr(0, text.find('[')));
  const std::size_t colon = std::min(text.find(':'), text.size());
  const auto module = sbom::trim(text.substr(0, colon));
  const auto attribute = sbom::trim(text.substr(std::min(colon + 1, text.size())));
  if (!is_dotted_name(module) || !is_dotted_name(attribute)) return {};
  return {std::string(module), std::string(attribute)};
}

}  // namespace

EntryPoints script_entry_points(std::string_view text) {
  EntryPoints points;
  bool counts = false;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find_first_of("\r\n"), text.size());
    const std::string_view line = sbom::trim(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.starts_with('[')) counts = line == "[console_scripts]" || line == "[gui_scripts]";
    const std::size_t equals = line.find('=');
    if (!counts || equals == std::string_view::npos || line.starts_with('#') || line.starts_with('['))
      continue;
    const auto name = sbom::trim(line.substr(0, equals));
    if (!name.empty()) points.emplace(name, parse_entry_point(line.substr(equals + 1)));
  }
  return points;
}

const EntryPoint* entry_point_of(const EntryPoints& points, std::string_view script) {
  auto found = points.find(script);
  if (found == points.end()) {
    const std::size_t last = script.find_last_not_of("0123456789.");
    script = script.substr(0, last == std::string_view::npos ? 0 : last + 1);
    if (script.ends_with('-')) script.remove_suffix(1);
    found = points.find(script);
  }
  return found == points.end() ? nullptr : &found->second;
}

}  // namespace pushgate::scanners
