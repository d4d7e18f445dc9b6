// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "gate/open_image.hpp"
#include "gate/settings.hpp"
#include "model/component.hpp"
#include "scanners/plan/image_plan_scanner.hpp"

namespace pushgate::gate {

/// The layers of the image that `opened` is said to be built on: its diff_ids, lowest first; nothing where
/// `base` is empty. Of an index the image of the same platform is meant. `request` tells how to reach a
/// registry.
Result<std::optional<std::vector<Digest>>> base_layers(const std::string& base, const OpenedImage& opened,
                                                       const ImageRequest& request);

/// The same for the plan's rules; nothing where `base` is empty. `layers` is what base_layers() gave.
/// Errors: misuse, for a name of no known form.
Result<std::optional<scanners::StatedBase>> stated_base(const std::string& base,
                                                        const std::optional<std::vector<Digest>>& layers);

/// The image that the size is compared with: what `name` names where it is not empty, which must be there,
/// else the fleet file's, which need not; nothing where neither names one.
Result<std::optional<scanners::BaselineImage>> baseline_image(const std::string& name,
                                                              const FleetChoice& fleet,
                                                              const OpenedImage& opened,
                                                              const ImageRequest& request);

/// Says of each layer whether it is the base's. It is built on that base where all of the base's layers are
/// its lowest ones, by digest, never by name. Errors: refused, where they are not.
Result<void> mark_base(std::vector<model::Layer>& layers, const std::vector<Digest>& base,
                       const std::string& base_name);

}  // namespace pushgate::gate
