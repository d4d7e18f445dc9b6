// SPDX-License-Identifier: Apache-2.0
#include "scanners/trivy/canary.hpp"

#include <array>
#include <map>
#include <set>
#include <string_view>
#include <utility>

#include "base/format.hpp"
#include "sbom/purl.hpp"
#include "scanners/trivy/package_index.hpp"

namespace pushgate::scanners {

namespace {

using model::Component;

constexpr std::size_t k_own_packages = 50;  // of one ecosystem

// Source packages with a long history of advisories in every release.
constexpr std::array<std::string_view, 20> k_debs = {"apt",     "bash",     "curl", "expat",      "glibc",
                                                     "gnupg2",  "gnutls28", "krb5", "libxml2",    "ncurses",
                                                     "openssh", "openssl",  "perl", "python3.11", "shadow",
                                                     "sqlite3", "systemd",  "tar",  "util-linux", "zlib"};
constexpr std::array<std::string_view, 16> k_pypi = {
    "aiohttp", "certifi", "cryptography", "django",   "flask",      "jinja2",  "lxml",    "numpy",
    "pillow",  "pip",     "pyyaml",       "requests", "setuptools", "tornado", "urllib3", "werkzeug"};

std::vector<std::string_view> well_known(const std::string& ecosystem) {
  if (ecosystem == "deb") return {k_debs.begin(), k_debs.end()};
  if (ecosystem == "pypi") return {k_pypi.begin(), k_pypi.end()};
  return {};
}

class CanaryMaker {
 public:
  /// A package that the image has, at version 0.
  void add_own(const Component& component) {
    auto purl = sbom::Purl::parse(component.purl);
    if (!purl || m_count[purl->type] >= k_own_packages) return;
    purl->qualifiers.erase("upstream");
    purl->qualifiers.erase("epoch");
    m_examples.try_emplace(purl->type, *purl);
    if (add(std::move(*purl), component.name, component.source_name)) ++m_count[component.ecosystem];
  }

  /// Those that everybody knows, in the form of the first own one of the ecosystem.
  void add_well_known() {
    for (const auto& [ecosystem, example] : m_examples) {
      for (const auto name : well_known(ecosystem)) {
        auto purl = example;
        purl.name = name;
        add(std::move(purl), std::string(name), ecosystem == "deb" ? std::string(name) : "");
      }
    }
  }

  std::vector<Component> take() {
    std::vector<Component> out;
    for (auto& [purl, component] : m_components) out.push_back(std::move(component));
    return out;
  }

 private:
  bool add(sbom::Purl purl, std::string name, std::string source_name) {
    purl.version = "0";
    purl.subpath.clear();
    Component component;
    component.ecosystem = purl.type;
    component.name = std::move(name);
    component.version = "0";
    component.purl = purl.to_string();
    component.source_name = std::move(source_name);
    if (!component.source_name.empty()) component.source_version = "0";
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
  for (const auto& component : inventory.components) maker.add_own(component);
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

}  // namespace pushgate::scanners
