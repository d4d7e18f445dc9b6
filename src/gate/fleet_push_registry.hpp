// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "gate/fleet_push.hpp"
#include "gate/receipt_keys.hpp"
#include "tags/registry_tags.hpp"

namespace pushgate::gate {

/// What images that were staged are held against.
struct StagedExpectation {
  const std::string& folder;  ///< the fleet file's, for the history of git
  const std::string& commit;  ///< that the tag names; empty where tags have no form
  const attest::Trust& trust;
};

/// Everything that registries are asked before the step, eight images at the same time; what is wrong is
/// noted with its image. Gives every tag as it shall be, those that are so already among them: first those of
/// the revision, then the moving ones, which nobody shall see before all of the others are there.
std::vector<tags::Move> ask_registries(const FleetPushRequest& request, const StagedExpectation& expected,
                                       tags::RegistryTags& store, std::vector<FleetImage>& images);

}  // namespace pushgate::gate
