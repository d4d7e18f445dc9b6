// SPDX-License-Identifier: Apache-2.0
#include "sbom/file_cataloger.hpp"

#include <algorithm>
#include <array>

#include "sbom/composer_installed.hpp"
#include "sbom/conda_meta.hpp"
#include "sbom/dotnet_deps.hpp"
#include "sbom/gem_specification.hpp"
#include "sbom/npm_package.hpp"
#include "sbom/probed_files.hpp"
#include "sbom/python_cataloger.hpp"
#include "sbom/python_metadata.hpp"

namespace pushgate::sbom {

namespace {

using enum FileCataloger::Unreadable;

// One row an ecosystem, sorted by name. Those whose own tools ship broken files as test data (a Go module
// cache holds broken conda records, node_modules broken package.json) list what they cannot read.
constexpr std::array k_catalogers = {
    FileCataloger{"composer", is_composer_installed, composer_packages, listed, composer_owned},
    FileCataloger{"conda", is_conda_meta, conda_packages, listed, conda_owned},
    FileCataloger{"dotnet", is_dotnet_deps, dotnet_packages, listed, dotnet_owned},
    FileCataloger{"gem", is_gem_specification, gem_packages, listed, gem_owned},
    FileCataloger{"npm", is_npm_package, npm_packages, listed, npm_owned},
    FileCataloger{"python", is_python_metadata, python_packages, error, python_owned,
                  is_python_metadata_folder, python_companions},
};

bool reads_no_path(std::string_view /*path*/) {
  return false;
}

/// An executable that says what it was made of accounts for itself.
std::vector<std::string> itself(std::string_view /*bytes*/, const std::string& path) {
  return {path};
}

constexpr FileCataloger k_probed = {"probed", reads_no_path, probed_packages, listed, itself};

}  // namespace

const FileCataloger& probed_cataloger() {
  return k_probed;
}

std::span<const FileCataloger> file_catalogers() {
  return k_catalogers;
}

const FileCataloger* file_cataloger_of(std::string_view path) {
  const auto* const found =
      std::ranges::find_if(k_catalogers, [&](const FileCataloger& row) { return row.reads(path); });
  return found == k_catalogers.end() ? nullptr : found;
}

bool is_companion(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  if (slash == std::string_view::npos) return false;
  const auto folder = path.substr(0, slash);
  const auto name = path.substr(slash + 1);
  return std::ranges::any_of(k_catalogers, [&](const FileCataloger& row) {
    return row.has_companions != nullptr && row.has_companions(folder) &&
           std::ranges::find(row.companions(), name, &Companion::name) != row.companions().end();
  });
}

}  // namespace pushgate::sbom
