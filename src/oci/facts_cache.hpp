// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <optional>
#include <utility>
#include <vector>

#include "base/progress.hpp"
#include "base/result.hpp"
#include "oci/image_source.hpp"
#include "oci/layer_facts.hpp"

namespace pushgate::oci {

/// Layer facts by blob digest in a folder: a family layer is read once for a whole fleet. Whoever can write
/// the folder can change what is believed about a layer, so what is signed is never decided from it.
class FactsCache {
 public:
  explicit FactsCache(std::filesystem::path folder) : m_folder(std::move(folder)) {}

  /// Nothing where the cache has none that are whole and of this version.
  std::optional<LayerFacts> load(const Digest& blob) const;
  Result<void> store(const LayerFacts& facts) const;

 private:
  std::filesystem::path file_of(const Digest& blob) const;
  std::filesystem::path m_folder;
};

/// read_layers, but a layer whose facts are cached is not read at all: it is trusted to be what its digest
/// says. Its cached diff_id is still compared with the configuration's.
Result<std::vector<LayerFacts>> read_layers(ImageSource& source, const Image& image,
                                            const Selection& selection, const FactsCache& cache,
                                            Progress& progress);

}  // namespace pushgate::oci
