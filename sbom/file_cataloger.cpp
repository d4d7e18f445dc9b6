// SPDX-License-Identifier: Apache-2.0
#include "sbom/file_cataloger.hpp"

#include <algorithm>
#include <array>

#include "sbom/python_cataloger.hpp"
#include "sbom/python_metadata.hpp"

namespace pushgate::sbom {

namespace {

using enum FileCataloger::Unreadable;

// One row an ecosystem, sorted by name.
constexpr std::array k_catalogers = {
    FileCataloger{"python", is_python_metadata, python_packages, error},
};

}  // namespace

std::span<const FileCataloger> file_catalogers() {
  return k_catalogers;
}

const FileCataloger* file_cataloger_of(std::string_view path) {
  const auto* const found =
      std::ranges::find_if(k_catalogers, [&](const FileCataloger& row) { return row.reads(path); });
  return found == k_catalogers.end() ? nullptr : found;
}

}  // namespace pushgate::sbom
