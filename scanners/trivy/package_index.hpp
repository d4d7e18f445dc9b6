// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include "model/component.hpp"
#include "model/finding.hpp"
#include "scanners/trivy/trivy_report.hpp"

namespace pushgate::scanners {

/// A purl in the spelling in which two can be compared (Trivy writes `%3A` where others write `:`); what is
/// no purl as it is. Untrusted: the text.
std::string canonical_purl(const std::string& purl);

/// An inventory by purl, to bring a report back to the packages it is about.
class PackageIndex {
 public:
  /// Keeps references into the inventory.
  explicit PackageIndex(const model::Inventory& inventory);

  bool holds(const ReportedVulnerability& vulnerability) const { return find(vulnerability) != nullptr; }

  /// The findings of a report, identical ones once, sorted.
  std::vector<model::Finding> findings(const TrivyReport& report) const;

  /// Packages with vulnerabilities that the inventory does not hold: the report is about something else.
  std::vector<std::string> unknown_packages(const TrivyReport& report) const;

  /// Packages that Trivy should have looked at and does not list. Not those nested in an OS package: they are
  /// that package's, as in `trivy image`.
  std::vector<std::string> packages_not_seen(const TrivyReport& report) const;

 private:
  void add(const model::Component& component);
  const model::Component* find(const ReportedVulnerability& vulnerability) const;

  const model::Inventory& m_inventory;
  std::map<std::string, std::vector<const model::Component*>> m_by_purl;
};

}  // namespace pushgate::scanners
