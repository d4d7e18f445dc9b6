// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "base/progress.hpp"
#include "base/result.hpp"
#include "gate/make_sbom.hpp"

namespace pushgate::gate {

/// True where the user's IMAGE is an SBOM file: its name ends in `.json`.
bool is_sbom_file(const std::string& name);

/// The inventory of a CycloneDX file, of any tool's.
Result<ImageSbom> read_sbom_file(const std::string& file);

/// The inventory of what the user named, an SBOM file or an image.
Result<model::Inventory> inventory_of(const ImageRequest& request, const std::string& cache_dir,
                                      Progress& progress);

}  // namespace pushgate::gate
