// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "model/finding.hpp"
#include "oci/image_source.hpp"
#include "oci/root_view.hpp"
#include "scanners/secrets/layer_secrets.hpp"

namespace pushgate::scanners {

/// What was found in an image's layers, with the layer as location (also in files that a later layer deletes:
/// the finding says so), and what its configuration and manifest hold: `config env NAME`, `label NAME`,
/// `history line N`, `config command`, or, where nothing more is known, `image configuration` and `image
/// manifest`. `facts` and `view` are of this image, `search` saw the reading of all its layers. Untrusted:
/// all of it.
std::vector<model::Finding> image_secrets(const LayerSecretSearch& search, const oci::Image& image,
                                          const std::vector<oci::LayerFacts>& facts,
                                          const oci::RootView& view);

}  // namespace pushgate::scanners
