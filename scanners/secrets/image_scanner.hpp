// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/evidence.hpp"
#include "oci/image_source.hpp"
#include "oci/root_view.hpp"
#include "scanners/secrets/layer_secrets.hpp"
#include "scanners/trivy/trivy_scanner.hpp"

namespace pushgate::scanners {

/// An image that was read, and by whom Trivy may read it again.
struct SecretsInput {
  const LayerSecretSearch& search;  ///< that saw the reading of all its layers
  const oci::Image& image;
  const std::vector<oci::LayerFacts>& facts;
  const oci::RootView& view;
  oci::ImageSource* source = nullptr;  ///< for Trivy's secret scanner; null: it is not wanted
};

/// Secrets in an image: image_secrets(), and Trivy's, each place once.
model::ScanResult scan_secrets(const SecretsInput& input, const TrivyOptions& options);

}  // namespace pushgate::scanners
