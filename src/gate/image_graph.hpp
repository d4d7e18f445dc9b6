// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include "attest/verification.hpp"
#include "base/digest.hpp"
#include "model/fleet_verification.hpp"
#include "oci/manifest.hpp"
#include "registry/client.hpp"

namespace pushgate::gate {

/// One platform's image as its manifest and its configuration describe it.
struct PlatformImage {
  std::string platform;          ///< `linux/amd64`
  std::vector<Digest> layers;    ///< blobs, lowest first
  std::vector<Digest> diff_ids;  ///< the same uncompressed
  std::map<std::string, std::string> labels;
};

/// A part of an image that is missing, is another than its digest says, or could not be seen.
struct PartProblem {
  model::ImageState state = model::ImageState::could_not_ask;  ///< broken_child, forbidden or could_not_ask
  std::string text;  ///< `layer 2 of 3, sha256:…: is not in the registry`
};

/// An image in a registry, followed from its manifest.
struct ImageGraph {
  std::vector<PlatformImage> images;
  std::vector<attest::SignedDocument> documents;  ///< of its referrers
  std::vector<PartProblem> problems;
};

/// The manifests and configurations below a root. Limits: 1000 documents, indexes 4 deep, 1000 layers a
/// manifest. Untrusted: everything; what is wrong is a problem, never the end.
ImageGraph read_platform_images(registry::Client& client, const oci::RawDocument& root,
                                const registry::ClientOptions& options);

/// The same, whether each blob is there with its size, and every referrer of the image and of its children
/// with all that it names.
ImageGraph read_image_graph(registry::Client& client, const oci::RawDocument& root,
                            const registry::ClientOptions& options);

}  // namespace pushgate::gate
