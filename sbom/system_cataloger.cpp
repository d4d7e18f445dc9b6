// SPDX-License-Identifier: Apache-2.0
#include "sbom/system_cataloger.hpp"

#include <algorithm>
#include <array>

#include "sbom/apk_cataloger.hpp"
#include "sbom/dpkg_cataloger.hpp"
#include "sbom/rpm_cataloger.hpp"

namespace pushgate::sbom {

model::Component bare_component(std::string_view ecosystem, std::string_view name, std::string_view version,
                                std::string_view architecture) {
  model::Component component;
  component.ecosystem = ecosystem;
  component.name = name;
  component.version = version;
  component.architecture = architecture;
  return component;
}

std::span<const SystemCataloger> system_catalogers() {
  static const std::array k_catalogers = {apk_cataloger(), dpkg_cataloger(), rpm_cataloger()};
  return k_catalogers;
}

bool is_system_database(std::string_view path) {
  return std::ranges::any_of(system_catalogers(),
                             [&](const SystemCataloger& manager) { return manager.is_database(path); });
}

}  // namespace pushgate::sbom
