// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/component.hpp"
#include "oci/layer_facts.hpp"

namespace pushgate::scanners {

/// The index of the layer that took a path (relative to the root) out of the image, by a whiteout of it or of
/// a folder above it; none where no layer ever had it.
std::optional<std::size_t> removed_by(const std::vector<oci::LayerFacts>& layers, std::string_view path);

/// `layer 3 of 4, made by COPY …` for messages; without the step where the image does not tell it.
std::string layer_words(const std::vector<model::Layer>& layers, std::size_t index);

}  // namespace pushgate::scanners
