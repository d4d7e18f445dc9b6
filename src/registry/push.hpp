// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/progress.hpp"
#include "base/result.hpp"
#include "oci/image_source.hpp"
#include "registry/client.hpp"
#include "registry/push_progress.hpp"
#include "registry/push_tree.hpp"

namespace pushgate::registry {

/// A document that shall stand beside an image as an OCI 1.1 referrer (formats.md 3.1, 4.5).
struct ReferrerArtifact {
  std::string artifact_type;  ///< also the layer's media type
  std::string bytes;
  std::map<std::string, std::string> annotations;  ///< of the manifest: dev.sigstore.bundle.predicateType, …
};

/// An artifact and the manifest that it stands beside.
struct PlacedArtifact {
  oci::Descriptor subject;
  ReferrerArtifact artifact;
};

struct PushOptions {
  std::string tag;  ///< moved last; empty: nothing is tagged
  /// Repositories of the same registry that may have blobs of this image; they live until the push is over.
  std::vector<Client*> mount_from{};
};

/// Puts an image or an index and its evidence into a repository: blobs (side by side, existing ones skipped,
/// those of `mount_from` mounted), manifests by digest, children before parents, each artifact as a referrer
/// (with the fallback tag index where the registry did not answer OCI-Subject), then everything is read back,
/// and only then the tag is moved and read back. Nothing is tagged unless all before it succeeded. The same
/// push again changes nothing.
Result<void> push_tree(Client& client, oci::ImageSource& source, const PushTree& tree,
                       const std::vector<PlacedArtifact>& artifacts, const PushOptions& options,
                       PushProgress& progress);

/// The same for one image.
Result<void> push_image(Client& client, oci::ImageSource& source, const oci::Image& image,
                        const std::vector<ReferrerArtifact>& artifacts, const PushOptions& options,
                        Progress& progress);

}  // namespace pushgate::registry
