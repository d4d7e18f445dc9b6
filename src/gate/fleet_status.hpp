// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "base/result.hpp"
#include "model/fleet_status.hpp"
#include "registry/client.hpp"

namespace pushgate::gate {

/// `pushgate status`.
struct FleetStatusRequest {
  std::string fleet_file;  ///< empty: pushgate.yaml
  std::string tag;         ///< empty: the newest of the fleet's form in each repository
  std::string key;         ///< empty: the fleet file's signers
  std::string evidence;    ///< a folder of evidence folders; empty: none
  std::string since;       ///< a revision; empty: nothing is compared
  bool offline = false;    ///< asks no registry and no host
  registry::ClientOptions registry;
};

/// The state of every service and family of the fleet file. What cannot be asked is a cell of its own and
/// never the end. Errors: misuse, for a fleet file, a key, a tag, an evidence folder or a revision that is
/// none; unchecked, where git cannot give the revision, or interrupted.
Result<model::FleetStatus> fleet_status(const FleetStatusRequest& request);

}  // namespace pushgate::gate
