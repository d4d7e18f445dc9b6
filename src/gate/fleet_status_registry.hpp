// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/digest.hpp"
#include "gate/found_image.hpp"
#include "model/fleet_status.hpp"

namespace pushgate::gate {

/// What a registry says of one repository.
struct RegistryImage {
  std::string machine;    ///< that it is built for; may be empty
  std::string reference;  ///< with the tag, where one is known
  std::optional<Digest> digest;
  model::StatusCell pushed;
  model::StatusCell sbom;
  model::StatusCell signature;
  model::StatusCell verdict;
  std::vector<std::string> disagreements;
};

/// Asks for everything of a service's image. What fails is a cell that says so.
RegistryImage ask_registry(const std::string& repository, const RegistryQuestion& question);

/// Asks only whether there is an image.
RegistryImage ask_whether_pushed(const std::string& repository, const RegistryQuestion& question);

}  // namespace pushgate::gate
