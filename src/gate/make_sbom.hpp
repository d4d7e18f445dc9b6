// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/progress.hpp"
#include "base/result.hpp"
#include "gate/open_image.hpp"
#include "model/component.hpp"
#include "oci/content_watcher.hpp"
#include "oci/facts_cache.hpp"
#include "oci/layer_facts.hpp"
#include "oci/manifest.hpp"
#include "oci/root_view.hpp"
#include "sbom/cyclonedx.hpp"
#include "scanners/provenance/recorded_files.hpp"

namespace pushgate::gate {

/// An image's inventory and the document that says it.
struct ImageSbom {
  model::Inventory inventory;
  std::string document;                 ///< CycloneDX JSON
  std::vector<oci::LayerFacts> layers;  ///< what it was made from; none of one that was read from a file
  oci::RootView view;                   ///< of these layers
  scanners::RecordedFiles recorded;     ///< of this view, where it was made for_proof
};

/// The document with what a line about it tells.
struct SbomText {
  std::string document;
  std::uint64_t packages = 0;  ///< nested ones, too
  std::uint64_t executables = 0;
  std::uint64_t unowned = 0;  ///< executables of no known package
  std::uint64_t unread = 0;   ///< files that look as if they stated packages and cannot be read
};

/// How the document shall be made.
struct SbomOptions {
  std::string name;  ///< what it calls the image
  sbom::SpecVersion version = sbom::SpecVersion::v1_6;
  std::optional<std::vector<Digest>> base;  ///< diff_ids of the image that this one is said to be built on
  std::string base_name;                    ///< as the user named it
  /// With a cache, layers whose facts it has are not read; whoever signs what comes of it must give none.
  const oci::FactsCache* cache = nullptr;
  /// Whether Python's files are hashed for scanners::scan_provenance(), too. Facts of the cache have no such
  /// hashes: give none.
  bool for_proof = false;
  /// Sees all that the layers hold while they are read; null: nobody. Layers of the cache are not read.
  oci::ContentWatcher* watcher = nullptr;
};

/// Reads every layer once and writes the SBOM. Its time is SOURCE_DATE_EPOCH where that is set, else when the
/// image was created, so that the same image always gives the same bytes.
Result<ImageSbom> make_sbom(OpenedImage& opened, const SbomOptions& options, Progress& progress);

/// What documents call the image: the repository it came from, else what the user wrote.
std::string document_name(const OpenedImage& opened, const ImageRequest& request);

/// The bytes of all layers as they are stored; the most there is where a manifest states more.
std::uint64_t stored_size(const oci::Manifest& manifest);

/// Components, nested ones included.
std::size_t count_packages(const model::Inventory& inventory);

}  // namespace pushgate::gate
