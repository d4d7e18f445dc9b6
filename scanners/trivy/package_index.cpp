// SPDX-License-Identifier: Apache-2.0
#include "scanners/trivy/package_index.hpp"

#include <algorithm>
#include <set>

#include "base/format.hpp"
#include "sbom/cyclonedx_component.hpp"
#include "sbom/purl.hpp"

namespace pushgate::scanners {

namespace {

using model::Component;
using model::Finding;

/// Trivy can say something of it. A Go program that was built from a working copy, or with a module from a
/// folder, says no version of that: no advisory can be about it, and its other modules have theirs.
bool can_be_looked_up(const Component& component) {
  return !component.purl.empty() && (!component.version.empty() || component.ecosystem == "golang");
}

std::string shown_name(const Component& component) {
  return component.purl.empty() ? component.name + " " + component.version : component.purl;
}

void collect_unseen(const std::vector<Component>& components, const std::set<std::string>& seen,
                    std::vector<std::string>& out) {
  for (const auto& component : components) {
    // Files and lock files, which other tools list among the components, have neither purl nor version.
    const bool is_package = !component.purl.empty() || !component.version.empty();
    const bool was_seen = can_be_looked_up(component) && seen.contains(canonical_purl(component.purl));
    if (is_package && !was_seen) out.push_back(shown_name(component));
    if (!model::is_os_ecosystem(component.ecosystem)) collect_unseen(component.nested, seen, out);
  }
}

}  // namespace

std::string canonical_purl(const std::string& purl) {
  const auto parsed = sbom::Purl::parse(purl);
  return parsed ? parsed->to_string() : purl;
}

PackageIndex::PackageIndex(const model::Inventory& inventory) : m_inventory(inventory) {
  for (const auto& component : inventory.components) add(component);
}

void PackageIndex::add(const Component& component) {
  if (!component.purl.empty()) m_by_purl[canonical_purl(component.purl)].push_back(&component);
  for (const auto& nested : component.nested) add(nested);
}

const Component* PackageIndex::find(const ReportedVulnerability& vulnerability) const {
  const auto found = m_by_purl.find(canonical_purl(vulnerability.purl));
  if (found == m_by_purl.end()) return nullptr;
  // One version may be installed at several places.
  const auto at_path = std::find_if(
      found->second.begin(), found->second.end(),
      [&](const Component* component) { return sbom::trivy_path(*component) == vulnerability.path; });
  return at_path == found->second.end() ? found->second.front() : *at_path;
}

std::vector<Finding> PackageIndex::findings(const TrivyReport& report) const {
  std::vector<Finding> out;
  for (const auto& vulnerability : report.vulnerabilities) {
    const auto* component = find(vulnerability);
    Finding finding;
    finding.rule = "vuln/" + vulnerability.id;
    finding.severity = vulnerability.severity;
    finding.subject = component != nullptr         ? component->purl
                      : vulnerability.purl.empty() ? vulnerability.package
                                                   : vulnerability.purl;
    finding.location.path = vulnerability.path;
    if (component != nullptr) {
      if (!component->evidence_path.empty()) finding.location.path = sbom::found_at(*component);
      if (component->layer) finding.location.layer = component->layer->to_string();
    }
    finding.message = fmt::format("{} {}: {}", vulnerability.package, vulnerability.installed,
                                  vulnerability.title.empty() ? vulnerability.id : vulnerability.title);
    finding.fixed_version = vulnerability.fixed;
    finding.published = vulnerability.published;
    finding.hint = vulnerability.fixed.empty() ? "no fix yet" : "update to " + vulnerability.fixed;
    out.push_back(std::move(finding));
  }
  model::sort_findings(out);
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

std::vector<std::string> PackageIndex::unknown_packages(const TrivyReport& report) const {
  std::set<std::string> out;
  for (const auto& vulnerability : report.vulnerabilities) {
    if (find(vulnerability) == nullptr) {
      out.insert(vulnerability.purl.empty() ? vulnerability.package : vulnerability.purl);
    }
  }
  return {out.begin(), out.end()};
}

std::vector<std::string> PackageIndex::packages_not_seen(const TrivyReport& report) const {
  std::set<std::string> seen;
  for (const auto& purl : report.packages) seen.insert(canonical_purl(purl));
  std::vector<std::string> out;
  collect_unseen(m_inventory.components, seen, out);
  return out;
}

}  // namespace pushgate::scanners
