// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "base/progress.hpp"
#include "base/result.hpp"
#include "gate/verify_image.hpp"
#include "model/fleet_verification.hpp"
#include "registry/client.hpp"

namespace pushgate::gate {

/// `pushgate verify --fleet`.
struct FleetVerifyRequest {
  std::string fleet_file;
  std::string tag;                            ///< empty: the newest of the fleet's form in each repository
  std::vector<std::string> keys;              ///< none: the fleet file's signers
  std::optional<std::chrono::hours> max_age;  ///< of receipts; nothing: as the fleet file says
  std::string evidence;                       ///< a folder of evidence folders; empty: none
  std::string policy;                         ///< a file: receipts must be by it; empty: by any
  Requirements require;
  std::size_t at_once = 8;  ///< images, and so requests
  registry::ClientOptions registry;
};

/// Every image of the fleet file, held against its registry, its tag, its signatures and the plan. One image
/// never ends the others; what cannot be asked is a state of its own. Progress counts images. Errors: misuse,
/// for a fleet file, a key, a tag or an evidence folder that is none, and where nothing says which tag is
/// meant; unchecked, where it was interrupted.
Result<model::FleetVerification> verify_fleet(const FleetVerifyRequest& request, Progress& progress);

}  // namespace pushgate::gate
