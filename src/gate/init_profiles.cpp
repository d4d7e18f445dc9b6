// SPDX-License-Identifier: Apache-2.0
#include "gate/init_profiles.hpp"

#include <filesystem>
#include <optional>
#include <set>
#include <system_error>
#include <utility>

#include "adapter/json/json.hpp"
#include "base/format.hpp"
#include "gate/settings.hpp"
#include "plan/profile_path.hpp"
#include "scanners/plan/machine_profile.hpp"
#include "store/files.hpp"

namespace pushgate::gate {

namespace {

namespace fs = std::filesystem;

Result<fs::path> place_of(const plan::Fleet& fleet, const plan::Service& service,
                          const std::string& machine) {
  const auto folder = fs::path(service.dockerfile).parent_path();
  const auto path = (folder / plan::profile_path(fleet, machine)).lexically_normal();
  if (path.is_absolute() || *path.begin() == "..") {
    return fail(
        Error::misuse(path.string(), fmt::format("is the profile of machine '{}' for service '{}' and lies "
                                                 "outside of the fleet file's folder; expected one below it",
                                                 machine, service.name)));
  }
  return path;
}

std::string text_of(const std::map<std::string, std::string>& env) {
  json::Object object;
  for (const auto& [name, value] : env) object.append(name, value);
  return json::write_pretty(object);
}

/// What a copy has otherwise than the fleet file; nothing where there is no copy.
std::optional<std::vector<std::string>> differences_at(const fs::path& path,
                                                       const scanners::MachineSettings& env) {
  std::error_code none;
  if (fs::symlink_status(path, none).type() == fs::file_type::not_found) return std::nullopt;
  const auto settings = scanners::read_machine_profile(path);
  if (!settings) return std::vector<std::string>{settings.error().what};
  return scanners::differing_settings(*settings, env);
}

}  // namespace

Result<InitOutcome> init_profiles(const std::string& folder, bool force) {
  TRY_ASSIGN(const FleetChoice choice,
             load_fleet((fs::path(folder) / "pushgate.yaml").lexically_normal().string(), ""));
  const plan::Fleet& fleet = *choice.fleet;
  InitOutcome outcome;
  std::set<std::string> without;
  std::optional<Error> different;
  for (const auto& [name, service] : fleet.services) {
    if (service.dockerfile.empty()) continue;
    for (const std::string& machine_name : service.machines) {
      const plan::Machine& machine = fleet.machines.at(machine_name);
      if (machine.env.empty()) {
        without.insert(machine_name);
        continue;
      }
      TRY_ASSIGN(const auto place, place_of(fleet, service, machine_name));
      const fs::path path = (fs::path(folder) / place).lexically_normal();
      const auto found = differences_at(path, machine.env);
      if (found && found->empty()) {
        outcome.kept.push_back(path.string());
        continue;
      }
      if (found && !force) {
        auto error =
            Error::refused(path.string(), fmt::format("is not what the fleet file says of machine '{}': {}",
                                                      machine_name, fmt::join(*found, ", ")));
        if (different)
          different->also.push_back(std::move(error));
        else
          different = std::move(error).with_hint("--force writes such copies anew");
        continue;
      }
      std::error_code error;
      fs::create_directories(path.parent_path(), error);
      if (error)
        return fail(Error::unchecked(path.parent_path().string(), "cannot be made: " + error.message()));
      TRY(store::write_file(path, text_of(machine.env)));
      outcome.written.push_back(path.string());
    }
  }
  if (different) return fail(std::move(*different));
  for (const std::string& machine : without)
    outcome.unknown.push_back(
        fmt::format("machine '{}': its settings; the fleet file has no env of it", machine));
  return outcome;
}

}  // namespace pushgate::gate
