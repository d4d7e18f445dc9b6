// SPDX-License-Identifier: Apache-2.0
#include "gate/bom_references.hpp"

#include <string_view>

#include "base/format.hpp"

namespace pushgate::gate {

namespace {

/// The reader has bounded their depth.
void add_packages(const json::Value& owner, std::vector<policy::VexPackage>& packages) {
  const json::Value* components = owner.find("components");
  const json::Array* list = components == nullptr ? nullptr : components->as_array();
  if (list == nullptr) return;
  for (const json::Value& component : *list) {
    const std::string_view purl = component.string_at("purl");
    if (!purl.empty()) packages.push_back({std::string(purl), std::string(component.string_at("bom-ref"))});
    add_packages(component, packages);
  }
}

}  // namespace

std::vector<policy::VexPackage> referable_packages(const json::Value& bom) {
  std::vector<policy::VexPackage> packages;
  add_packages(bom, packages);
  return packages;
}

Result<std::string> bom_link(const json::Value& bom, const std::string& name) {
  static constexpr std::string_view k_uuid = "urn:uuid:";
  const std::string_view serial = bom.string_at("serialNumber");
  if (!serial.starts_with(k_uuid)) {
    return fail(Error::unchecked(name, "has no serialNumber, so that no document can refer to its components")
                    .with_hint("export OpenVEX, which refers to purls"));
  }
  const json::Value* version = bom.find("version");
  return fmt::format("urn:cdx:{}/{}", serial.substr(k_uuid.size()),
                     version == nullptr ? 1 : version->as_unsigned().value_or(1));
}

}  // namespace pushgate::gate
