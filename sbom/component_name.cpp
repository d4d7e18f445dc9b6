// SPDX-License-Identifier: Apache-2.0
#include "sbom/component_name.hpp"

#include "base/format.hpp"

namespace pushgate::sbom {

std::string full_name(const model::Component& component) {
  if (component.group.empty()) return component.name;
  const char separator = component.ecosystem == "maven" ? ':' : '/';
  return fmt::format("{}{}{}", component.group, separator, component.name);
}

std::string comparable(std::string_view ecosystem, std::string_view name) {
  std::string out(name);
  if (ecosystem != "pypi") return out;
  std::size_t kept = 0;
  for (const char c : name) {
    const bool separator = c == '-' || c == '_' || c == '.';
    if (separator && kept > 0 && out[kept - 1] == '-') continue;
    out[kept++] = separator ? '-' : c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  out.resize(kept);
  return out;
}

std::string comparable_name(const model::Component& component) {
  return comparable(component.ecosystem, full_name(component));
}

}  // namespace pushgate::sbom
