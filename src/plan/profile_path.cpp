// SPDX-License-Identifier: Apache-2.0
#include "plan/profile_path.hpp"

#include <filesystem>

namespace pushgate::plan {

std::string profile_path(const Fleet& fleet, const Service& service, const std::string& machine) {
  const std::string& profile = fleet.machines.at(machine).profile;
  const auto folder = std::filesystem::path(service.dockerfile).parent_path();
  const auto path = folder / (profile.empty() ? "config/machine-profiles/" + machine + ".json" : profile);
  return path.lexically_normal().string();
}

}  // namespace pushgate::plan
