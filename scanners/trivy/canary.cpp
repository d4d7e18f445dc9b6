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
constexpr int k_numbers = 9999;

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
  explicit CanaryMaker(std::mt19937& random) : m_random(random) {}

  /// A package that the image has, in an old version.
  void add_own(const Component& component) {
    m_own.insert(component.purl);
    auto purl = sbom::Purl::parse(component.purl);
    if (!purl) return;
    const auto* known = well_known(purl->type);
    if (known == nullptr) return;
    purl->qualifiers.erase("upstream");
    purl->qualifiers.erase("epoch");
    auto& example = m_examples.try_emplace(purl->type, Example{*purl, &component}).first->second;
    if (!has_architecture(example.purl) && has_architecture(*purl)) example = {*purl, &component};
    if (m_count[purl->type] >= k_own_packages) return;
    if (add(*known, {std::move(*purl), &component}, component.group, component.name, component.source_name)) {
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

  Canary take(const model::OperatingSystem& os) {
    Canary out;
    out.inventory.os = os;
    for (auto& [name, package] : m_packages) {
      if (m_own.contains(package.first.purl)) continue;
      out.inventory.components.push_back(std::move(package.first));
      out.beside.push_back(std::move(package.second));
    }
    return out;
  }

 private:
  struct Example {
    sbom::Purl purl;
    const Component* component;
  };

  void add_one(const WellKnown& known, Example example, std::string_view text) {
    auto& purl = example.purl;
    purl.qualifiers.erase("modularitylabel");
    std::string group;
    std::string name(text);
    if (model::is_os_ecosystem(known.ecosystem)) {
      purl.name = name;
      add(known, std::move(example), group, name, name);
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
    add(known, std::move(example), std::move(group), std::move(name), "");
  }

  bool add(const WellKnown& known, Example like, std::string group, std::string name,
           std::string source_name) {
    auto& purl = like.purl;
    purl.version.clear();
    purl.subpath.clear();
    const auto key = purl.to_string();
    std::uniform_int_distribution<int> number(1, k_numbers);
    purl.version = fmt::format("{}{}{}", known.before, number(m_random), known.after);
    Component component;
    component.ecosystem = purl.type;
    component.group = std::move(group);
    component.name = std::move(name);
    component.version = purl.version;
    component.purl = purl.to_string();
    component.architecture = like.component->architecture;
    component.source_name = std::move(source_name);
    if (!component.source_name.empty()) component.source_version = purl.version;
    component.evidence_path = like.component->evidence_path;
    component.layer = like.component->layer;
    return m_packages.emplace(key, std::pair(std::move(component), like.component->purl)).second;
  }

  std::mt19937& m_random;
  std::set<std::string> m_own;                                          // purls
  std::map<std::string, std::pair<Component, std::string>> m_packages;  // by purl without version
  std::map<std::string, Example> m_examples;                            // by ecosystem
  std::map<std::string, std::size_t> m_count;
};

}  // namespace

Canary make_canary(const model::Inventory& inventory, std::mt19937& random) {
  CanaryMaker maker(random);
  for (const auto& component : inventory.components) {
    if (is_looked_up(component.ecosystem, inventory.os)) maker.add_own(component);
  }
  maker.add_well_known();
  return maker.take(inventory.os);
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
