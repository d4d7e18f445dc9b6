// SPDX-License-Identifier: Apache-2.0
#include "sbom/dpkg_diversions.hpp"

// dpkg-divert(1): three lines a record: the path, where to it is diverted, and the package for whose sake.
// That package's own file stays at the path; everyone else's is at the other place. `:` is an administrator's
// diversion, which holds for every package.
//
//   /bin/sh
//   /bin/sh.distrib
//   dash

#include <algorithm>
#include <array>
#include <utility>

#include "base/format.hpp"
#include "base/lines.hpp"

namespace pushgate::sbom {

namespace {

std::string_view without_slash(std::string_view path) {
  if (path.starts_with('/')) path.remove_prefix(1);
  return path;
}

}  // namespace

Result<DpkgDiversions> DpkgDiversions::parse(std::string_view text, const std::string& file) {
  DpkgDiversions diversions;
  const auto bad = [&](std::size_t line, std::string what) {
    return fail(Error::unchecked(fmt::format("{}:{}", file, line), std::move(what)));
  };
  if (text.find('\0') != std::string_view::npos) {
    return fail(Error::unchecked(file, "holds a NUL byte; expected text"));
  }
  for (std::size_t line = 1; !text.empty(); line += 3) {
    std::array<std::string_view, 3> record;
    for (std::string_view& part : record) {
      if (text.empty()) return bad(line, "the record is cut short; expected a path, a path and a package");
      part = take_line(text);
    }
    const auto [path, place, package] = record;
    if (!path.starts_with('/') || !place.starts_with('/') || package.empty()) {
      return bad(line, "is no diversion; expected two absolute paths and a package");
    }
    diversions.m_by_path.insert_or_assign(
        std::string(without_slash(path)),
        Diversion{std::string(place), package == ":" ? std::string() : std::string(package)});
  }
  return diversions;
}

std::string_view DpkgDiversions::place_of(std::string_view path, std::string_view package) const {
  const auto found = m_by_path.find(without_slash(path));
  return found == m_by_path.end() || found->second.package == package ? path : found->second.place;
}

}  // namespace pushgate::sbom
