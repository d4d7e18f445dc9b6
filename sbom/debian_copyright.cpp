// SPDX-License-Identifier: Apache-2.0
#include "sbom/debian_copyright.hpp"

// Debian policy 12.5: /usr/share/doc/PACKAGE/copyright. Machine-readable ones (DEP 5, copyright-format/1.0)
// begin with `Format:` and have `License: SHORT-NAME` fields; short names are joined by `or`, `and`, commas
// and `with … exception`, and `+` means "or any later version". Others are prose, in which only references
// such as /usr/share/common-licenses/GPL-2 can be told; whether a later version is allowed cannot, so these
// stay names.

#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include "base/ascii.hpp"
#include "base/lines.hpp"
#include "sbom/control_fields.hpp"
#include "sbom/license_names.hpp"
#include "sbom/spdx.hpp"

namespace pushgate::sbom {

namespace {

using Kind = model::License::Kind;
using Names = std::set<std::pair<std::string, Kind>>;

constexpr std::string_view k_common = "/usr/share/common-licenses/";

model::License short_name(std::string_view name) {
  if (auto id = license_id_of_debian_name(name); !id.empty()) return {std::move(id), Kind::spdx_id};
  auto license = stated_license(name);
  if (license.kind == Kind::spdx_expression) license.kind = Kind::name;
  return license;
}

void add(Names& names, const model::License& license) {
  if (!license.text.empty()) names.emplace(license.text, license.kind);
}

/// The names of `GPL-2+ or Artistic, and Expat`. `with … exception` stays with its licence, as a name.
void add_short_names(Names& names, std::string_view value) {
  std::string current;
  const auto flush = [&] {
    add(names, short_name(trim(current)));
    current.clear();
  };
  while (!value.empty()) {
    const std::size_t end = std::min(value.find_first_of(" \t,"), value.size());
    const std::string_view word = value.substr(0, end);
    const bool comma = end < value.size() && value[end] == ',';
    value.remove_prefix(std::min(end + 1, value.size()));
    if (same_letters(word, "or") || same_letters(word, "and") || same_letters(word, "and/or")) {
      flush();
    } else if (!word.empty()) {
      if (!current.empty()) current += ' ';
      current += word;
    }
    if (comma) flush();
  }
  flush();
}

void add_references(Names& names, std::string_view text) {
  const auto belongs = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '-' || c == '+' || c == '_';
  };
  for (std::size_t at = text.find(k_common); at != std::string_view::npos; at = text.find(k_common, at)) {
    at += k_common.size();
    std::size_t end = at;
    while (end < text.size() && belongs(text[end])) ++end;
    std::string_view name = text.substr(at, end - at);
    while (name.ends_with('.') || name.ends_with('-')) name.remove_suffix(1);
    const auto id = license_id_of_debian_name(name);
    const bool gnu = id.ends_with("-only") || id.ends_with("-or-later");
    add(names, gnu ? model::License{std::string(name), Kind::name} : short_name(name));
  }
}

}  // namespace

bool is_copyright_file(std::string_view path) {
  static constexpr std::string_view k_name = "/copyright";
  if (!path.ends_with(k_name)) return false;
  path.remove_suffix(k_name.size());
  const std::size_t slash = path.rfind('/');
  return slash != std::string_view::npos && path.substr(0, slash).ends_with("share/doc");
}

std::vector<model::License> read_debian_copyright(std::string_view text) {
  Names names;
  if (text.starts_with("Format:") || text.starts_with("Format-Specification:")) {
    std::string_view rest = text;
    while (!rest.empty()) {
      const std::string_view line = take_line(rest);
      static constexpr std::string_view k_field = "License:";
      if (same_letters(line.substr(0, k_field.size()), k_field)) {
        add_short_names(names, trim(line.substr(k_field.size())));
      }
    }
  }
  if (names.empty()) add_references(names, text);
  std::vector<model::License> licenses;
  licenses.reserve(names.size());
  for (const auto& [name, kind] : names) licenses.push_back({name, kind});
  return licenses;
}

}  // namespace pushgate::sbom
