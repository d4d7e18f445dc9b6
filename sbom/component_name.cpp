// SPDX-License-Identifier: Apache-2.0
#include "sbom/component_name.hpp"
#include "python/package_name.hpp"

#include "base/format.hpp"

namespace pushgate::sbom {

std::string full_name(const model::Component& component) {
  if (component.group.empty()) return component.name;
  const char separator = component.ecosystem == "maven" ? ':' : '/';
  return fmt::format("{}{}{}", component.group, separator, component.name);
}

std::string comparable(std::string_view ecosystem, std::string_view name) {
  return ecosystem == "pypi" ? python::normalize_name(name) : std::string(name);
}

std::string comparable_name(const model::Component& component) {
  return comparable(component.ecosystem, full_name(component));
}

}  // namespace pushgate::sbom
