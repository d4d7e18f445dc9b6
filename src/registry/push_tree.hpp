// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "oci/descriptor.hpp"
#include "oci/image_source.hpp"
#include "oci/manifest.hpp"

namespace pushgate::registry {

/// A manifest of an index, as the index names it.
struct TreeManifest {
  oci::Descriptor descriptor;
  oci::Manifest manifest;
};

/// All that a repository needs for one root document to be whole.
struct PushTree {
  std::vector<oci::RawDocument> documents;  ///< children before parents, the root last
  std::vector<TreeManifest> manifests;      ///< of an index, all platforms and attestations; each once
  std::vector<std::pair<oci::Descriptor, std::string>> configs;  ///< with their bytes; each once
  std::vector<oci::Descriptor> layers;                           ///< each once

  const oci::RawDocument& root() const { return documents.back(); }
};

/// One image.
PushTree tree_of(const oci::Image& image);

/// An index with everything below it, indexes in it included. Errors: unchecked, for a child that is neither
/// manifest nor index. Untrusted: the documents. Limits: 4 indexes in each other, 1000 documents.
Result<PushTree> read_tree(oci::ImageSource& source, const oci::RawDocument& root);

}  // namespace pushgate::registry
