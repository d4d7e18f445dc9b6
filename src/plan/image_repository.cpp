// SPDX-License-Identifier: Apache-2.0
#include "plan/image_repository.hpp"

namespace pushgate::plan {

std::string repository_of(const Fleet& fleet, const Service& service, std::string_view machine) {
  if (fleet.registry.empty()) return {};
  std::string repository = fleet.registry + "/" + service.name;
  const bool is_first = service.machines.empty() || service.machines.front() == machine;
  if (!is_first) repository.append("/").append(machine);
  return repository;
}

std::vector<std::string> repositories_of(const Fleet& fleet, const Service& service) {
  if (fleet.registry.empty()) return {};
  if (service.machines.empty()) return {repository_of(fleet, service, "")};
  std::vector<std::string> repositories;
  for (const auto& machine : service.machines) repositories.push_back(repository_of(fleet, service, machine));
  return repositories;
}

}  // namespace pushgate::plan
