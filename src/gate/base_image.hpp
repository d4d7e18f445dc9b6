// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "base/result.hpp"
#include "gate/open_image.hpp"
#include "model/component.hpp"

namespace pushgate::gate {

/// The layers of the image that another one is said to be built on: its diff_ids, lowest first. `like` tells
/// the platform and how to reach a registry.
Result<std::vector<Digest>> base_layers(const std::string& base, const ImageRequest& like);

/// Says of each layer whether it is the base's. It is built on that base where all of the base's layers are
/// its lowest ones, by digest, never by name. Errors: refused, where they are not.
Result<void> mark_base(std::vector<model::Layer>& layers, const std::vector<Digest>& base,
                       const std::string& base_name);

}  // namespace pushgate::gate
