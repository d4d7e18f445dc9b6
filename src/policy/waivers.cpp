// SPDX-License-Identifier: Apache-2.0
#include "policy/waivers.hpp"

#include <string>

namespace pushgate::policy {

namespace {

/// A purl without its version and qualifiers (purl-spec:
/// `scheme:type/namespace/name@version?qualifiers#subpath`). The subpath stays: it names another package.
std::string any_version(std::string_view purl) {
  const std::size_t hash = purl.find('#');
  const std::string_view subpath = hash == std::string_view::npos ? "" : purl.substr(hash);
  std::string_view package = purl.substr(0, hash);
  package = package.substr(0, package.find('?'));
  // An @ before the last slash belongs to an unescaped npm scope (`pkg:npm/@angular/core`), not to a version.
  const std::size_t at = package.rfind('@');
  const std::size_t slash = package.rfind('/');
  if (at != std::string_view::npos && (slash == std::string_view::npos || at > slash + 1))
    package = package.substr(0, at);
  return std::string(package) + std::string(subpath);
}

}  // namespace

bool subject_fits(std::string_view waiver_subject, std::string_view finding_subject) {
  if (waiver_subject.empty() || waiver_subject == finding_subject) return true;
  if (!waiver_subject.starts_with("pkg:") || any_version(waiver_subject) != waiver_subject) return false;
  return any_version(finding_subject) == waiver_subject;
}

WaiverMatch match_waiver(const std::vector<Waiver>& waivers, const model::Finding& finding, Date today) {
  WaiverMatch match;
  for (const Waiver& waiver : waivers) {
    if (waiver.rule != finding.rule || !subject_fits(waiver.subject, finding.subject)) continue;
    if (today <= waiver.expires) return {&waiver, nullptr};
    if (match.expired == nullptr || waiver.expires > match.expired->expires) match.expired = &waiver;
  }
  return match;
}

}  // namespace pushgate::policy
