// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/progress.hpp"
#include "base/result.hpp"
#include "oci/image_source.hpp"
#include "registry/client.hpp"

namespace pushgate::registry {

/// A document that shall stand beside an image as an OCI 1.1 referrer (formats.md 3.1, 4.5).
struct ReferrerArtifact {
  std::string artifact_type;  ///< also the layer's media type
  std::string bytes;
  std::map<std::string, std::string> annotations;  ///< of the manifest: dev.sigstore.bundle.predicateType, …
};

struct PushOptions {
  std::string tag;  ///< moved last; empty: nothing is tagged
};

/// Puts an image and its evidence into a repository: blobs (existing ones skipped), the manifest by digest,
/// each artifact as a referrer (with the fallback tag index where the registry did not answer OCI-Subject),
/// then everything is read back, and only then the tag is moved and read back. Nothing is tagged unless all
/// before it succeeded. The same push again changes nothing.
Result<void> push_image(Client& client, oci::ImageSource& source, const oci::Image& image,
                        const std::vector<ReferrerArtifact>& artifacts, const PushOptions& options,
                        Progress& progress);

}  // namespace pushgate::registry
