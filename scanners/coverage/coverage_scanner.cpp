// SPDX-License-Identifier: Apache-2.0
#include "scanners/coverage/coverage_scanner.hpp"

#include <algorithm>
#include <tuple>

#include "base/format.hpp"

namespace pushgate::scanners {

namespace {

using Outcome = model::ScannerRun::Outcome;

constexpr std::size_t k_named = 5;  // paths in a message; the SBOM lists them all

std::string some_of(const std::vector<std::string>& paths) {
  std::string out;
  for (std::size_t i = 0; i < paths.size() && i < k_named; ++i) out += (i > 0 ? ", " : "") + paths[i];
  if (paths.size() > k_named) out += fmt::format(" and {} more", paths.size() - k_named);
  return out;
}

bool has_system_packages(const model::Inventory& inventory) {
  return std::ranges::any_of(inventory.components,
                             [](const auto& one) { return model::is_os_ecosystem(one.ecosystem); });
}

/// Why what was found cannot stand for the image; empty where it can.
std::string why_incomplete(const model::Inventory& inventory) {
  const auto& coverage = inventory.coverage;
  if (!inventory.os.family.empty() && !has_system_packages(inventory)) {
    return fmt::format("the image is {} {} and has no package database; whoever deleted it hid every package",
                       inventory.os.family, inventory.os.version);
  }
  if (2 * coverage.unowned.size() > coverage.executables) {
    return fmt::format("{} of {} executables belong to no known package: {}", coverage.unowned.size(),
                       coverage.executables, some_of(coverage.unowned));
  }
  return {};
}

/// Advisories name a Java package by group and name, and an archive that tells no group has none of its own
/// to be found by.
void find_without_group(const std::vector<model::Component>& components,
                        std::vector<model::Finding>& findings) {
  for (const auto& component : components) {
    if (component.ecosystem == "maven" && component.group.empty()) {
      const auto& [outer, inner] = std::tie(component.evidence_path, component.inner_path);
      model::Finding finding;
      finding.rule = "sbom/java-archive-without-group";
      finding.subject = component.purl;
      finding.location.path = inner.empty() ? outer : fmt::format("{}!/{}", outer, inner);
      if (component.layer) finding.location.layer = component.layer->to_string();
      finding.message = "states no group, by which advisories would find it";
      finding.hint = "keep META-INF/maven/…/pom.properties in the archive, as Maven writes it";
      finding.could_not_look = true;
      findings.push_back(std::move(finding));
    }
    find_without_group(component.nested, findings);
  }
}

}  // namespace

model::ScanResult scan_coverage(const model::Inventory& inventory) {
  model::ScanResult result;
  result.run.scanner = "coverage";
  result.run.reason = why_incomplete(inventory);
  result.run.outcome = result.run.reason.empty() ? Outcome::complete : Outcome::incomplete;

  const auto& coverage = inventory.coverage;
  if (!coverage.unowned.empty()) {
    model::Finding finding;
    finding.rule = "sbom/unowned-executables";
    finding.subject = "image";
    finding.location.path = coverage.unowned.front();
    finding.message = fmt::format("{} of {} executables belong to no known package: {}",
                                  coverage.unowned.size(), coverage.executables, some_of(coverage.unowned));
    finding.hint = "install them by a package manager, or list their parts: no scanner knows them";
    result.findings.push_back(std::move(finding));
  }
  for (const auto& file : inventory.unread) {
    model::Finding finding;
    finding.rule = "sbom/unread-package-file";
    finding.subject = file.path;
    finding.location.path = file.path;
    finding.message = "cannot be read: " + file.reason;
    finding.hint = "remove it from the image where it is test data, or repair it";
    finding.could_not_look = true;
    result.findings.push_back(std::move(finding));
  }
  find_without_group(inventory.components, result.findings);
  return result;
}

}  // namespace pushgate::scanners
