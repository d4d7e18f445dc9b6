// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "gate/family_layers.hpp"
#include "gate/fleet_status_evidence.hpp"
#include "gate/found_image.hpp"
#include "gate/image_graph.hpp"
#include "gate/verify_image.hpp"
#include "model/fleet_verification.hpp"

namespace pushgate::gate {

/// What was read of one image.
struct ReadImage {
  FoundImage found;
  ImageGraph graph;
  attest::ImageVerification verification;
};

/// What the layers of an image say, and what the plan says.
struct FamilyAnswer {
  std::string planned;                           ///< may be empty
  std::vector<std::optional<BuiltOn>> built_on;  ///< of each of its platforms
  std::string unknown;                           ///< why not all of the planned family's images are known
};

/// What images are held against.
struct Expectations {
  Requirements require;
  bool has_tag_form = false;  ///< the fleet's tags are YYYYMMDD-<git_sha>
  Time now{};
  std::optional<std::multimap<std::string, EvidenceStatus>> evidence;  ///< by service; nothing: not asked for
};

/// Decides, from what was read alone: fills the checks and the state of `image`, whose name is known.
void decide_image(model::VerifiedImage& image, const ReadImage& read, const FamilyAnswer& family,
                  const Expectations& expectations);

}  // namespace pushgate::gate
