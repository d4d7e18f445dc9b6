// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <string>

#include "fuzz/target_groups.hpp"
#include "python/dependency.hpp"
#include "python/marker.hpp"
#include "python/requirement_file.hpp"
#include "python/toml_lock.hpp"
#include "python/version.hpp"
#include "sbom/apk_database.hpp"
#include "sbom/debian_copyright.hpp"
#include "sbom/dpkg_diversions.hpp"
#include "sbom/dpkg_status.hpp"
#include "sbom/file_cataloger.hpp"
#include "sbom/os_release.hpp"
#include "sbom/purl.hpp"
#include "sbom/python_record.hpp"
#include "sbom/rpm_manifest.hpp"
#include "sbom/spdx.hpp"
#include "scanners/provenance/script_templates.hpp"

namespace pushgate::fuzz {

namespace {

void purl(std::string_view bytes) {
  const auto parsed = sbom::Purl::parse(bytes);
  if (!parsed) return;
  const auto again = sbom::Purl::parse(parsed->to_string());
  must(again && *again == *parsed, "a purl that was read is written and read as the same");
}

void spdx(std::string_view bytes) {
  const auto license = sbom::stated_license(bytes);
  must(license.kind != model::License::Kind::spdx_id || !sbom::spdx_id(license.text).empty(),
       "what is called an id is on the list");
}

void os_release(std::string_view bytes) {
  (void)sbom::parse_os_release(bytes);
}

void dpkg_status(std::string_view bytes) {
  (void)sbom::parse_dpkg_status(bytes, "fuzz");
}

void debian_copyright(std::string_view bytes) {
  (void)sbom::read_debian_copyright(bytes);
}

void requirements(std::string_view bytes) {
  (void)python::parse_requirements(bytes, "fuzz.txt");
}

void toml_lock(std::string_view bytes) {
  for (const auto form : {python::LockForm::pylock, python::LockForm::uv}) {
    const auto lock = python::parse_toml_lock(form, bytes, "fuzz.toml");
    if (!lock) continue;
    for (const auto& requirement : lock->content.requirements) {
      must(requirement.marker.empty() || python::parse_marker(requirement.marker, "fuzz"),
           "a marker that was made of a lock can be read");
    }
  }
}

void apk_database(std::string_view bytes) {
  (void)sbom::parse_apk_database(bytes, "fuzz");
}

void python_entry_points(std::string_view bytes) {
  for (const auto& [name, point] : scanners::script_entry_points(bytes)) {
    must(!name.empty() && point.module.empty() == point.attribute.empty(),
         "an entry point is whole or of no form");
    must(!scanners::is_made_by_installer(point, Digest(Digest::Bytes{})),
         "no installer writes a script of that hash");
  }
}

void python_record(std::string_view bytes) {
  for (const auto parse : {sbom::parse_python_record, sbom::parse_installed_files}) {
    const auto files = parse(bytes, "/site/a-1.dist-info/RECORD");
    if (!files) continue;
    for (const auto& file : *files) must(file.path.starts_with('/'), "a recorded path is absolute");
  }
}

void python_dependency(std::string_view bytes) {
  (void)python::parse_dependency(bytes, "fuzz");
  const auto marker = python::parse_marker(bytes, "fuzz");
  if (marker) (void)python::evaluate(*marker, python::MarkerEnvironment{});
}

void python_version(std::string_view bytes) {
  const auto version = python::Version::parse(bytes);
  if (!version) return;
  const auto again = python::Version::parse(version->to_string());
  must(again && compare(*version, *again) == 0, "a version that was read is written and read as the same");
}

void lists(std::string_view bytes) {
  (void)sbom::DpkgDiversions::parse(bytes, "fuzz");
  (void)sbom::parse_rpm_manifest(bytes, "fuzz");
}

/// What any file cataloger makes of the bytes. The first byte chooses which.
void package_file(std::string_view bytes) {
  if (bytes.empty()) return;
  const auto catalogers = sbom::file_catalogers();
  const auto& chosen = catalogers[static_cast<unsigned char>(bytes[0]) % catalogers.size()];
  const auto packages = chosen.packages(bytes.substr(1), "/x/node_modules/y/fuzz-1.0.dist-info/METADATA");
  if (!packages) return;
  for (const auto& package : *packages) {
    must(sbom::Purl::parse(package.purl).has_value(), "a package's purl is a purl");
    must(!package.name.empty(), "a package has a name");
  }
}

constexpr std::array k_targets = {
    Target{"apk_database", apk_database},
    Target{"lists", lists},
    Target{"python_dependency", python_dependency},
    Target{"python_entry_points", python_entry_points},
    Target{"python_record", python_record},
    Target{"python_version", python_version},
    Target{"debian_copyright", debian_copyright},
    Target{"dpkg_status", dpkg_status},
    Target{"os_release", os_release},
    Target{"package_file", package_file},
    Target{"purl", purl},
    Target{"requirements", requirements},
    Target{"toml_lock", toml_lock},
    Target{"spdx", spdx},
};

}  // namespace

std::span<const Target> package_targets() {
  return k_targets;
}

}  // namespace pushgate::fuzz
