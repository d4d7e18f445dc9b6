// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "model/finding.hpp"
#include "scanners/plan/image_plan_scanner.hpp"

namespace pushgate::scanners {

// What several rules ask of an image.

/// The value of an environment variable, the last where it stands twice, as runtimes have it; nothing where
/// there is none. Valid as long as the configuration.
std::optional<std::string_view> variable_of(const oci::Config& config, std::string_view name);

/// Where a file is, and the layer that last wrote it.
model::Location location_of(const ImagePlan& image, const oci::RootView::Node& node);

/// `layer 3 of 4`, and the build step that made it where the image tells it: `(RUN …)`.
std::string layer_words(const ImagePlan& image, std::size_t layer);

/// How many of the image's lowest layers are those of the base that the user stated, all of them; nothing
/// where none was stated, or the image was not built on it.
std::optional<std::size_t> base_layers(const ImagePlan& image);

}  // namespace pushgate::scanners
