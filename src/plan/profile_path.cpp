// SPDX-License-Identifier: Apache-2.0
#include "plan/profile_path.hpp"

#include "base/format.hpp"

namespace pushgate::plan {

std::string profile_path(const Fleet& fleet, const std::string& machine) {
  const auto found = fleet.machines.find(machine);
  const bool is_named = found != fleet.machines.end() && !found->second.profile.empty();
  return is_named ? found->second.profile : fmt::format("{}/{}.json", k_profile_folder, machine);
}

}  // namespace pushgate::plan
