// SPDX-License-Identifier: Apache-2.0
//
// A machine's profile is what its services read at their start (the fleet file's machines.NAME.env):
//
//   {"GPU_VISIBLE_DEVICES": "0", "OMP_NUM_THREADS": "16"}
#include "scanners/plan/machine_profile.hpp"

#include "adapter/json/json.hpp"
#include "base/format.hpp"
#include "base/limits.hpp"
#include "scanners/plan/excerpt.hpp"
#include "store/files.hpp"

namespace pushgate::scanners {

Result<MachineSettings> read_machine_profile(std::string_view bytes, std::string_view name) {
  TRY_ASSIGN(const json::Value value, json::parse(bytes, name));
  if (value.as_object() == nullptr)
    return fail(Error::unchecked(std::string(name), "is no JSON object; expected one of settings"));
  MachineSettings settings;
  for (const auto& [setting, member] : value.as_object()->members()) {
    if (member.as_array() != nullptr || member.as_object() != nullptr || member.is_null()) {
      return fail(
          Error::unchecked(std::string(name),
                           fmt::format("has no plain value for {}; expected a string, a number or a boolean",
                                       excerpt(setting))));
    }
    settings.emplace(setting, member.as_string() != nullptr ? *member.as_string() : json::write(member));
  }
  return settings;
}

Result<MachineSettings> read_machine_profile(const std::filesystem::path& path) {
  TRY_ASSIGN(const auto text, store::read_plain_file(path, limits::k_yaml_bytes));
  return read_machine_profile(text, path.string());
}

std::vector<std::string> differing_settings(const MachineSettings& profile, const MachineSettings& planned) {
  std::vector<std::string> differences;
  for (const auto& [name, value] : planned) {
    const auto found = profile.find(name);
    if (found == profile.end()) {
      differences.push_back(fmt::format("{} is missing", name));
    } else if (found->second != value) {
      differences.push_back(fmt::format("{} is {} instead of {}", name, excerpt(found->second), value));
    }
  }
  for (const auto& [name, value] : profile) {
    if (!planned.contains(name)) differences.push_back(fmt::format("{} is not planned", excerpt(name)));
  }
  return differences;
}

}  // namespace pushgate::scanners
