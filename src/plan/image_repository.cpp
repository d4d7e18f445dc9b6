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

}  // namespace pushgate::plan
