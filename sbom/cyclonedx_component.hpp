// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "adapter/json/json.hpp"
#include "model/component.hpp"

namespace pushgate::sbom {

/// What the document says of a package besides what the package says of itself.
struct ComponentPlace {
  std::string_view bom_ref;
  std::string_view trivy_id;            ///< aquasecurity:trivy:PkgID; empty: none is needed
  const model::Layer* layer = nullptr;  ///< in which it first appeared; null where unknown
  std::size_t layer_index = 0;          ///< from 0, lowest first
};

/// A package as a CycloneDX component, without the ones that are nested in it.
json::Object component_json(const model::Component& component, const ComponentPlace& place);

/// Appends a property; none where the value is empty.
void add_property(json::Array& properties, std::string_view name, std::string_view value);

/// Where a package was found: the file, and the path inside it where that is an archive:
/// `/app/app.jar!/BOOT-INF/lib/a.jar`.
std::string found_at(const model::Component& component);

/// The same in Trivy's words: `srv/app.war/WEB-INF/lib/a.jar`.
std::string trivy_path(const model::Component& component);

}  // namespace pushgate::sbom
