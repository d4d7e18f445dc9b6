// SPDX-License-Identifier: Apache-2.0
#include "sbom/cyclonedx_component.hpp"

// One component, CycloneDX 1.6 (formats.md 7.1 to 7.5). Members stand in the schema's order. Properties are
// those that Trivy needs (aquasecurity:trivy:*), then the ecosystem's own, then pushgate's:
//
//   pushgate:layer:index         0 is the lowest
//   pushgate:layer:created-by    the build step that made the layer, from the image's history
//   pushgate:origin              `base` for what the image was built on, `own` for what was added; proven by
//   the
//                                layers' digests, and absent where nobody said which image that is
//   pushgate:evidence:sha256     of the file that states the package

#include <utility>

#include "base/format.hpp"
#include "sbom/dpkg_status.hpp"

namespace pushgate::sbom {

namespace {

using Kind = model::License::Kind;

// A step's text may hold a whole here-document; who wants all of it finds it in the image.
constexpr std::size_t k_step_bytes = 1000;

/// Ids and names; or one expression, where that is all there is. Next to others an expression is a name.
json::Array licenses_of(const model::Component& component) {
  const auto& licenses = component.licenses;
  if (licenses.size() == 1 && licenses[0].kind == Kind::spdx_expression) {
    return {json::Object{{"expression", licenses[0].text}}};
  }
  json::Array out;
  for (const auto& license : licenses) {
    const char* member = license.kind == Kind::spdx_id ? "id" : "name";
    out.emplace_back(json::Object{{"license", json::Object{{member, license.text}}}});
  }
  return out;
}

json::Array hashes_of(const model::Component& component) {
  json::Array out;
  for (const auto& hash : component.hashes) {
    out.emplace_back(json::Object{{"alg", hash.algorithm}, {"content", hash.hex}});
  }
  return out;
}

json::Object evidence_of(const model::Component& component) {
  const std::string place = found_at(component);
  json::Object method{{"technique", "manifest-analysis"}, {"confidence", 1}, {"value", place}};
  json::Object identity{{"field", "purl"}, {"confidence", 1}, {"concludedValue", component.purl}};
  identity.set("methods", json::Array{std::move(method)});
  json::Object occurrence{{"location", place}};
  if (component.layer) occurrence.set("additionalContext", "layer " + component.layer->to_string());
  return {{"identity", json::Array{std::move(identity)}},
          {"occurrences", json::Array{std::move(occurrence)}}};
}

/// Trivy finds a deb's advisories by its source package. `trivy image` leaves out those of third parties,
/// since the distribution's advisories do not hold for NodeSource's nodejs, but no member of an SBOM tells it
/// so; a source name that says whose it is has no advisories.
std::string trivy_source_name(const model::Component& component) {
  const auto vendor = component.ecosystem == "deb" ? third_party_vendor(component.supplier) : "";
  if (vendor.empty()) return component.source_name;
  return fmt::format("{} ({})", component.source_name, vendor);
}

/// Whole characters of the first bytes.
std::string_view shortened(std::string_view text) {
  if (text.size() <= k_step_bytes) return text;
  std::size_t end = k_step_bytes;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
  return text.substr(0, end);
}

json::Array properties_of(const model::Component& component, const ComponentPlace& place) {
  json::Array properties;
  add_property(properties, "aquasecurity:trivy:PkgID", place.trivy_id);
  add_property(properties, "aquasecurity:trivy:SrcName", trivy_source_name(component));
  add_property(properties, "aquasecurity:trivy:SrcVersion", component.source_version);
  if (!model::is_os_ecosystem(component.ecosystem)) {
    add_property(properties, "aquasecurity:trivy:FilePath", trivy_path(component));
  }
  if (component.layer) {
    add_property(properties, "aquasecurity:trivy:LayerDiffID", component.layer->to_string());
  }
  for (const auto& [name, value] : component.properties) add_property(properties, name, value);
  if (place.layer != nullptr) {
    add_property(properties, "pushgate:layer:index", std::to_string(place.layer_index));
    add_property(properties, "pushgate:layer:created-by", shortened(place.layer->created_by));
    if (place.layer->of_base) {
      add_property(properties, "pushgate:origin", *place.layer->of_base ? "base" : "own");
    }
  }
  if (component.evidence_digest) {
    add_property(properties, "pushgate:evidence:sha256", component.evidence_digest->hex());
  }
  return properties;
}

}  // namespace

void add_property(json::Array& properties, std::string_view name, std::string_view value) {
  if (!value.empty()) properties.emplace_back(json::Object{{"name", name}, {"value", value}});
}

std::string found_at(const model::Component& component) {
  return component.inner_path.empty() ? component.evidence_path
                                      : fmt::format("{}!/{}", component.evidence_path, component.inner_path);
}

std::string trivy_path(const model::Component& component) {
  const std::string path = component.evidence_path.substr(component.evidence_path.starts_with('/') ? 1 : 0);
  return component.inner_path.empty() ? path : fmt::format("{}/{}", path, component.inner_path);
}

json::Object component_json(const model::Component& component, const ComponentPlace& place) {
  json::Object out{{"bom-ref", place.bom_ref}, {"type", "library"}};
  if (!component.supplier.empty()) out.append("supplier", json::Object{{"name", component.supplier}});
  if (!component.group.empty()) out.append("group", component.group);
  out.append("name", component.name);
  out.append("version", component.version);
  if (auto hashes = hashes_of(component); !hashes.empty()) out.append("hashes", std::move(hashes));
  if (auto licenses = licenses_of(component); !licenses.empty()) out.append("licenses", std::move(licenses));
  out.append("purl", component.purl);
  if (!component.evidence_path.empty()) out.append("evidence", evidence_of(component));
  if (auto properties = properties_of(component, place); !properties.empty()) {
    out.append("properties", std::move(properties));
  }
  return out;
}

}  // namespace pushgate::sbom
