// SPDX-License-Identifier: Apache-2.0
#include "sbom/python_needs.hpp"

// Requires-Dist (core metadata) holds one dependency of PEP 508:
//
//   urllib3<3,>=1.21.1
//   PySocks!=1.5.7,>=1.5.6; extra == "socks"
//
// An egg's requires.txt (setuptools) has them by line, and sections that add a marker:
//
//   chardet>=3
//   [:python_version < "3.8"]          the marker alone
//   [socks:sys_platform == "win32"]    an extra and a marker
//   [security]                         an extra

#include <algorithm>
#include <optional>

#include "base/format.hpp"
#include "base/lines.hpp"
#include "python/dependency.hpp"
#include "python/package_name.hpp"
#include "sbom/control_fields.hpp"
#include "sbom/stated_package.hpp"

namespace pushgate::sbom {

namespace {

constexpr std::size_t k_lines = 100'000;  // the largest sets of extras have some thousand

bool may_hold(const python::Marker& marker, const python::MarkerEnvironment& environment) {
  const auto truth = python::evaluate(marker, environment);
  return !truth || *truth != python::Truth::no;
}

/// Of a text that is no requirement as a whole.
bool may_hold(std::string_view marker, const python::MarkerEnvironment& environment) {
  const auto parsed = python::parse_marker(marker, "marker");
  return !parsed || may_hold(*parsed, environment);
}

std::optional<std::string> needed(std::string_view text, const python::MarkerEnvironment& environment) {
  text = trim(text);
  if (const auto dependency = python::parse_dependency(text, "requirement")) {
    if (dependency->marker && !may_hold(*dependency->marker, environment)) return std::nullopt;
    return python::normalize_name(dependency->name);
  }
  const std::size_t semicolon = text.find(';');
  if (semicolon != std::string_view::npos && !may_hold(text.substr(semicolon + 1), environment)) {
    return std::nullopt;
  }
  const auto name = text.substr(0, text.find_first_of(" \t\r\n[](<>=!~@;,"));
  if (!python::is_package_name(name)) return std::nullopt;
  return python::normalize_name(name);
}

/// Whether the dependencies of a section are looked at.
bool opens(std::string_view section, const python::MarkerEnvironment& environment) {
  const std::size_t colon = section.find(':');
  if (!trim(section.substr(0, colon)).empty()) return false;
  return colon == std::string_view::npos || may_hold(section.substr(colon + 1), environment);
}

}  // namespace

std::vector<std::string> python_needs(const std::vector<std::string>& requirements,
                                      const python::MarkerEnvironment& environment) {
  std::vector<std::string> names;
  for (const auto& text : requirements) {
    if (auto name = needed(text, environment)) names.push_back(std::move(*name));
  }
  sort_names(names);
  return names;
}

Result<std::vector<std::string>> python_egg_needs(std::string_view text, const std::string& path,
                                                  const python::MarkerEnvironment& environment) {
  std::vector<std::string> names;
  bool open = true;
  for (std::size_t number = 1; !text.empty(); ++number) {
    if (number > k_lines) return fail(Error::unchecked(path, "has more than 100000 lines"));
    const std::string_view line = trim(take_line(text));
    if (line.starts_with('[')) {
      if (!line.ends_with(']')) {
        return fail(Error::unchecked(fmt::format("{}:{}", path, number),
                                     "has a '[' without a ']' at the line's end"));
      }
      open = opens(line.substr(1, line.size() - 2), environment);
    } else if (open && !line.empty()) {
      if (auto name = needed(line, environment)) names.push_back(std::move(*name));
    }
  }
  sort_names(names);
  return names;
}

}  // namespace pushgate::sbom
