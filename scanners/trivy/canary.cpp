// SPDX-License-Identifier: Apache-2.0
#include "scanners/trivy/canary.hpp"

#include <map>
#include <set>
#include <string_view>
#include <utility>

#include "base/format.hpp"
#include "sbom/purl.hpp"
#include "scanners/trivy/well_known.hpp"

namespace pushgate::scanners {

namespace {

using model::Component;

constexpr std::size_t k_own_packages = 50;  // of one ecosystem

/// Advisories may be restricted to architectures, and only some say that they hold for `noarch` too.
bool has_architecture(const sbom::Purl& purl) {
  const auto arch = purl.qualifiers.find("arch");
  return arch != purl.qualifiers.end() && arch->second != "noarch" && arch->second != "all";
}

/// Trivy looks packages of this ecosystem up.
bool is_looked_up(const std::string& ecosystem, const model::OperatingSystem& os) {
  return well_known(ecosystem) != nullptr &&
         !(model::is_os_ecosystem(ecosystem) && is_never_looked_up(os.family));
}

class CanaryMaker {
 public:
  /// A package that the image has, in the oldest version.
  void add_own(const Component& component) {
    auto purl = sbom::Purl::parse(component.purl);
    if (!purl) return;
    const auto* known = well_known(purl->type);
    if (known == nullptr) return;
    purl->qualifiers.erase("upstream");
    purl->qualifiers.erase("epoch");
    auto& example = m_examples.try_emplace(purl->type, *purl).first->second;
    if (!has_architecture(example) && has_architecture(*purl)) example = *purl;
    if (m_count[purl->type] >= k_own_packages) return;
    if (add(*known, std::move(*purl), component.group, component.name, component.source_name)) {
      ++m_count[component.ecosystem];
    }
  }

  /// Those that everybody knows, on the system and architecture of an own one of the ecosystem.
  void add_well_known() {
    for (const auto& [ecosystem, example] : m_examples) {
      const auto& known = *well_known(ecosystem);
      for (const auto name : known.names) add_one(known, example, name);
    }
  }

  std::vector<Component> take() {
    std::vector<Component> out;
    for (auto& [purl, component] : m_components) out.push_back(std::move(component));
    return out;
  }

 private:
  void add_one(const WellKnown& known, sbom::Purl purl, std::string_view text) {
    purl.qualifiers.erase("modularitylabel");
    std::string group;
    std::string name(text);
    if (model::is_os_ecosystem(known.ecosystem)) {
      purl.name = name;
      add(known, std::move(purl), group, name, name);
      return;
    }
    // A Go module's path is its name; that its purl has a namespace is another matter.
    const auto at = text.rfind(known.separator == '\0' ? '/' : known.separator);
    const bool has_group = at != std::string_view::npos;
    purl.name_space = has_group ? text.substr(0, at) : "";
    purl.name = has_group ? text.substr(at + 1) : text;
    if (has_group && known.separator != '\0') {
      group = purl.name_space;
      name = purl.name;
    }
    add(known, std::move(purl), std::move(group), std::move(name), "");
  }

  bool add(const WellKnown& known, sbom::Purl purl, std::string group, std::string name,
           std::string source_name) {
    purl.version = known.version;
    purl.subpath.clear();
    Component component;
    component.ecosystem = purl.type;
    component.group = std::move(group);
    component.name = std::move(name);
    component.version = known.version;
    component.purl = purl.to_string();
    component.source_name = std::move(source_name);
    if (!component.source_name.empty()) component.source_version = known.version;
    component.evidence_path = "/canary";
    const auto key = component.purl;
    return m_components.emplace(key, std::move(component)).second;
  }

  std::map<std::string, Component> m_components;  // by purl
  std::map<std::string, sbom::Purl> m_examples;   // by ecosystem
  std::map<std::string, std::size_t> m_count;
};

}  // namespace

model::Inventory make_canary(const model::Inventory& inventory) {
  CanaryMaker maker;
  for (const auto& component : inventory.components) {
    if (is_looked_up(component.ecosystem, inventory.os)) maker.add_own(component);
  }
  maker.add_well_known();
  model::Inventory canary;
  canary.os = inventory.os;
  canary.components = maker.take();
  return canary;
}

std::vector<std::string> silent_ecosystems(const model::Inventory& canary, const TrivyReport& report) {
  std::set<std::string> found;
  for (const auto& vulnerability : report.vulnerabilities) {
    if (const auto purl = sbom::Purl::parse(vulnerability.purl)) found.insert(purl->type);
  }
  std::set<std::string> silent;
  for (const auto& component : canary.components) {
    if (found.contains(component.ecosystem)) continue;
    const auto& os = canary.os;
    if (!model::is_os_ecosystem(component.ecosystem)) {
      silent.insert("the database has no data for " + component.ecosystem);
    } else if (os.family.empty()) {
      silent.insert(
          fmt::format("the distribution of the {} packages is not known to Trivy", component.ecosystem));
    } else {
      silent.insert(fmt::format("the database has no data for {} {}", os.family, os.version));
    }
  }
  return {silent.begin(), silent.end()};
}

std::vector<std::string> never_looked_up(const model::Inventory& inventory) {
  std::set<std::string> out;
  for (const auto& component : inventory.components) {
    const auto& ecosystem = component.ecosystem;
    if (ecosystem.empty() || is_looked_up(ecosystem, inventory.os)) continue;
    const bool is_system = model::is_os_ecosystem(ecosystem);
    out.insert(fmt::format("Trivy knows no advisories for {} packages",
                           is_system ? inventory.os.family : ecosystem.substr(0, 100)));
  }
  return {out.begin(), out.end()};
}

}  // namespace pushgate::scanners
