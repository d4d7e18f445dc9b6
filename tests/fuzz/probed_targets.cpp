// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <string>

#include "adapter/archive/zip_content.hpp"
#include "adapter/archive/zip_directory.hpp"
#include "base/memory_file.hpp"
#include "fuzz/target_groups.hpp"
#include "sbom/image_prober.hpp"
#include "sbom/probed_files.hpp"
#include "sbom/purl.hpp"
#include "sbom/python_pyc.hpp"
#include "sbom/rpm_listing.hpp"

namespace pushgate::fuzz {

namespace {

constexpr std::size_t k_member = 1u << 20;  // of a zip; more only costs time

/// Whatever the prober takes the bytes for, it says something, and its reader reads that.
void probe(const std::string& path, std::string_view bytes) {
  const auto head = bytes.substr(0, 64);
  if (!sbom::image_prober().wants(path, {reinterpret_cast<const std::uint8_t*>(head.data()), head.size()})) {
    return;
  }
  const auto text = sbom::image_prober().probe(path, MemoryFile(bytes));
  must(text.has_value(), "a file in memory can always be looked into");
  must(sbom::read_probed_file(*text, "/" + path).has_value(), "what is kept of a file can be read");
  const auto packages = sbom::probed_packages(*text, "/" + path);
  must(packages.has_value(), "the packages in what is kept can be read");
  for (const auto& package : *packages) {
    must(sbom::Purl::parse(package.purl).has_value(), "a package's purl is a purl");
  }
}

void executable(std::string_view bytes) {
  probe("bin/fuzz", bytes);
}

void pyc(std::string_view bytes) {
  probe("site/fuzz.cpython-311.pyc", bytes);
  (void)sbom::pyc_header(bytes);
}

void java_archive(std::string_view bytes) {
  probe("app/fuzz-1.0.jar", bytes);
}

void python_egg(std::string_view bytes) {
  probe("site/fuzz-1.0.egg", bytes);
}

void rpm_database(std::string_view bytes) {
  const auto text = sbom::probe_rpm_database("var/lib/rpm/Packages", MemoryFile(bytes));
  must(text.has_value(), "a database in memory can always be looked into");
  (void)sbom::each_listed_rpm(*text, "fuzz", true, [](const auto&) { return Result<void>(); });
}

void zip(std::string_view bytes) {
  const MemoryFile file(bytes);
  const auto directory = archive::read_zip_directory(file, "fuzz");
  if (!directory || !archive::refuse_unsound(*directory, "fuzz")) return;
  for (const auto& member : directory->members) {
    (void)archive::zip_member_text(file, member, k_member, "fuzz");
  }
}

constexpr std::array k_targets = {
    Target{"executable", executable}, Target{"java_archive", java_archive}, Target{"pyc", pyc},
    Target{"python_egg", python_egg}, Target{"rpm_database", rpm_database}, Target{"zip", zip},
};

}  // namespace

std::span<const Target> probed_targets() {
  return k_targets;
}

}  // namespace pushgate::fuzz
