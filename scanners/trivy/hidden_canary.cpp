// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "adapter/json/json.hpp"
#include "sbom/cyclonedx_component.hpp"
#include "sbom/purl.hpp"
#include "scanners/trivy/canary.hpp"

namespace pushgate::scanners {

namespace {

constexpr std::string_view k_document = "the SBOM";

/// The canonical spelling, by which a purl of the inventory and one of the document are the same.
std::string canonical(std::string_view purl) {
  const auto parsed = sbom::Purl::parse(purl);
  return parsed ? parsed->to_string() : std::string(purl);
}

const model::Layer* layer_of(const model::Component& component, const std::vector<model::Layer>& layers) {
  const auto found = std::ranges::find_if(
      layers, [&](const auto& layer) { return component.layer && layer.diff_id == *component.layer; });
  return found == layers.end() ? nullptr : &*found;
}

class Hiding {
 public:
  Hiding(const Canary& canary, const std::vector<model::Layer>& layers, std::mt19937& random)
      : m_canary(canary), m_layers(layers), m_random(random) {}

  /// Each component of the canary goes to a random place of the list.
  json::Array among(const json::Array& components) {
    std::multimap<std::size_t, const model::Component*> places;
    std::uniform_int_distribution<std::size_t> place(0, components.size());
    for (const auto& component : m_canary.inventory.components) places.emplace(place(m_random), &component);
    note_references(components);
    json::Array out;
    out.reserve(components.size() + places.size());
    for (std::size_t i = 0; i <= components.size(); ++i) {
      const auto [first, last] = places.equal_range(i);
      for (auto it = first; it != last; ++it) out.emplace_back(package(*it->second));
      if (i < components.size()) out.push_back(components[i]);
    }
    return out;
  }

  /// Who needs the package beside which one stands needs this one, too.
  json::Array needed(const json::Array& dependencies) const {
    json::Array out;
    for (const auto& entry : dependencies) {
      out.push_back(entry);
      auto* const object = out.back().as_object();
      const auto* const list = entry.find("dependsOn");
      if (object == nullptr || list == nullptr || list->as_array() == nullptr) continue;
      auto targets = *list->as_array();
      for (const auto& target : *list->as_array()) add_beside(target, targets);
      object->set("dependsOn", std::move(targets));
    }
    for (const auto& component : m_canary.inventory.components) {
      out.emplace_back(json::Object{{"ref", component.purl}, {"dependsOn", json::Array{}}});
    }
    return out;
  }

 private:
  json::Object package(const model::Component& component) const {
    const auto* layer = layer_of(component, m_layers);
    const auto index = layer == nullptr ? 0 : static_cast<std::size_t>(layer - m_layers.data());
    return sbom::component_json(
        component, {.bom_ref = component.purl, .trivy_id = {}, .layer = layer, .layer_index = index});
  }

  void note_references(const json::Array& components) {
    std::multimap<std::string, const model::Component*> wanted;
    for (std::size_t i = 0; i < m_canary.beside.size(); ++i) {
      wanted.emplace(canonical(m_canary.beside[i]), &m_canary.inventory.components[i]);
    }
    std::set<std::string> seen;
    for (const auto& component : components) {
      const auto purl = canonical(component.string_at("purl"));
      if (!seen.insert(purl).second) continue;
      const auto [first, last] = wanted.equal_range(purl);
      for (auto it = first; it != last; ++it) {
        m_beside.emplace(std::string(component.string_at("bom-ref")), it->second->purl);
      }
    }
  }

  void add_beside(const json::Value& target, json::Array& targets) const {
    const auto* const reference = target.as_string();
    if (reference == nullptr) return;
    const auto [first, last] = m_beside.equal_range(*reference);
    for (auto it = first; it != last; ++it) targets.emplace_back(it->second);
  }

  const Canary& m_canary;
  const std::vector<model::Layer>& m_layers;
  std::mt19937& m_random;
  std::multimap<std::string, std::string> m_beside;  // by reference of the document
};

}  // namespace

Result<std::string> hide_in(const std::string& document, const Canary& canary,
                            const std::vector<model::Layer>& layers, std::mt19937& random) {
  TRY_ASSIGN(const auto parsed, json::parse(document, k_document));
  TRY_ASSIGN(const auto* components, json::require_array(parsed, "components", k_document));
  Hiding hiding(canary, layers, random);
  auto mixed = *parsed.as_object();
  mixed.set("components", hiding.among(*components));
  if (const auto* dependencies = parsed.find("dependencies");
      dependencies != nullptr && dependencies->as_array() != nullptr) {
    mixed.set("dependencies", hiding.needed(*dependencies->as_array()));
  }
  return json::write_pretty(mixed);
}

}  // namespace pushgate::scanners
