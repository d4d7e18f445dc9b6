// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>

#include "base/clock.hpp"
#include "base/progress.hpp"
#include "base/result.hpp"
#include "gate/open_image.hpp"
#include "model/component.hpp"
#include "oci/facts_cache.hpp"

namespace pushgate::gate {

/// An image's inventory and the document that says it.
struct ImageSbom {
  model::Inventory inventory;
  std::string document;  ///< CycloneDX JSON
};

/// Reads every layer once and writes the SBOM. `name` is what the document calls the image. With a cache,
/// layers whose facts it has are not read; whoever signs what comes of it must give none.
Result<ImageSbom> make_sbom(OpenedImage& opened, const std::string& name, Time timestamp,
                            const oci::FactsCache* cache, Progress& progress);

/// Components, nested ones included.
std::size_t count_packages(const model::Inventory& inventory);

}  // namespace pushgate::gate
