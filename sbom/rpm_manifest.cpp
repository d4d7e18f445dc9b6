// SPDX-License-Identifier: Apache-2.0
#include "sbom/rpm_manifest.hpp"

// var/lib/rpmmanifest/container-manifest-2, of the distroless images of CBL-Mariner and Azure Linux, which
// have no rpm database: what `rpm -qa` said where the image was built. A line a package, ten fields with tabs
// between them:
//
//   name, version-release, installed at, built at, vendor, (none), size, arch, epoch (a number), source rpm

#include <algorithm>
#include <array>
#include <charconv>

#include "base/format.hpp"
#include "base/lines.hpp"

namespace pushgate::sbom {

namespace {

constexpr std::size_t k_fields = 10;
using Fields = std::array<std::string_view, k_fields>;

/// The count of the fields that there are; those over ten are not kept.
std::size_t split(std::string_view line, Fields& fields) {
  std::size_t count = 0;
  while (true) {
    const std::size_t tab = std::min(line.find('\t'), line.size());
    if (count < k_fields) fields[count] = line.substr(0, tab);
    ++count;
    if (tab == line.size()) return count;
    line.remove_prefix(tab + 1);
  }
}

std::string known(std::string_view field) {
  return field == "(none)" ? std::string() : std::string(field);
}

Result<RpmPackage> package_of(const Fields& fields, const std::string& where) {
  RpmPackage package;
  const std::string_view version = fields[1];
  const std::size_t dash = version.rfind('-');
  if (fields[0].empty() || dash == std::string_view::npos || dash == 0 || dash + 1 == version.size()) {
    return fail(
        Error::unchecked(where, fmt::format("has the package '{}' and the version '{}'; expected a name and "
                                            "VERSION-RELEASE",
                                            fields[0], version)));
  }
  std::uint32_t epoch = 0;
  const auto* const end = fields[8].data() + fields[8].size();
  const auto parsed = std::from_chars(fields[8].data(), end, epoch);
  if (parsed.ec != std::errc() || parsed.ptr != end) {
    return fail(Error::unchecked(where, fmt::format("has the epoch '{}'; expected a number", fields[8])));
  }
  package.name = fields[0];
  package.version = version.substr(0, dash);
  package.release = version.substr(dash + 1);
  package.vendor = known(fields[4]);
  package.arch = known(fields[7]);
  if (epoch != 0) package.epoch = epoch;
  package.source_rpm = known(fields[9]);
  return package;
}

}  // namespace

bool is_rpm_manifest(std::string_view path) {
  return path == "rpmmanifest/container-manifest-2" || path.ends_with("/rpmmanifest/container-manifest-2");
}

Result<std::vector<RpmPackage>> parse_rpm_manifest(std::string_view text, const std::string& path) {
  std::vector<RpmPackage> packages;
  for (std::size_t number = 1; !text.empty(); ++number) {
    const auto line = take_line(text);
    if (line.empty()) continue;
    const std::string where = fmt::format("{}:{}", path, number);
    Fields fields;
    if (const std::size_t count = split(line, fields); count != k_fields) {
      return fail(Error::unchecked(
          where, fmt::format("has {} fields; expected {} with tabs between them", count, k_fields)));
    }
    TRY_ASSIGN(auto package, package_of(fields, where));
    if (!is_rpm_key(package)) packages.push_back(std::move(package));
  }
  return packages;
}

}  // namespace pushgate::sbom
