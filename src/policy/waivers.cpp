// SPDX-License-Identifier: Apache-2.0
#include "policy/waivers.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

namespace pushgate::policy {

namespace {

std::optional<sbom::Purl> read_purl(std::string_view text) {
  if (!text.starts_with("pkg:")) return std::nullopt;
  auto purl = sbom::Purl::parse(text);
  if (!purl) return std::nullopt;
  return *std::move(purl);
}

}  // namespace

bool waive_the_same(const Waiver& a, const Waiver& b) {
  return std::tie(a.rule, a.subject, a.versions, a.service, a.image) ==
         std::tie(b.rule, b.subject, b.versions, b.service, b.image);
}

std::string extent_of(const Waiver& waiver) {
  std::string text = waiver.subject;
  const auto add = [&](std::string_view words) {
    text += text.empty() ? "" : " ";
    text += words;
  };
  if (!waiver.versions.empty()) add(waiver.versions);
  if (!waiver.service.empty()) add("in service " + waiver.service);
  if (waiver.image) add("in image " + waiver.image->to_string());
  return text;
}

bool purl_means(const sbom::Purl& purl, const sbom::Purl& package) {
  if (std::tie(purl.type, purl.name_space, purl.name, purl.subpath) !=
      std::tie(package.type, package.name_space, package.name, package.subpath))
    return false;
  if (!purl.version.empty() && purl.version != package.version) return false;
  return std::ranges::all_of(purl.qualifiers, [&](const auto& qualifier) {
    const auto found = package.qualifiers.find(qualifier.first);
    return found != package.qualifiers.end() && found->second == qualifier.second;
  });
}

std::string ordered_version(const sbom::Purl& package) {
  const auto epoch = package.qualifiers.find("epoch");
  if (package.type != "rpm" || epoch == package.qualifiers.end()) return package.version;
  return epoch->second + ":" + package.version;
}

bool subject_fits(std::string_view waiver_subject, std::string_view finding_subject) {
  if (waiver_subject.empty() || waiver_subject == finding_subject) return true;
  const auto purl = read_purl(waiver_subject);
  const auto package = purl ? read_purl(finding_subject) : std::nullopt;
  return package && purl_means(*purl, *package);
}

ReadWaiver::ReadWaiver(const Waiver& waiver) : m_waiver(&waiver), m_package(read_purl(waiver.subject)) {
  if (waiver.versions.empty() || !m_package) return;
  if (auto range = versions::Range::parse(m_package->type, waiver.versions)) m_versions = *std::move(range);
}

bool ReadWaiver::is_for(const model::Subject& image) const {
  return (m_waiver->service.empty() || m_waiver->service == image.service) &&
         (!m_waiver->image || m_waiver->image == image.digest);
}

bool ReadWaiver::fits(std::string_view subject) const {
  if (m_waiver->versions.empty() && (m_waiver->subject.empty() || m_waiver->subject == subject)) return true;
  const auto package = m_package ? read_purl(subject) : std::nullopt;
  if (!package || !purl_means(*m_package, *package)) return false;
  if (m_waiver->versions.empty()) return true;
  return m_versions && m_versions->takes(ordered_version(*package)).value_or(false);
}

ImageWaivers::ImageWaivers(const std::vector<Waiver>& waivers, const model::Subject& image) {
  for (const Waiver& waiver : waivers) {
    ReadWaiver read(waiver);
    if (read.is_for(image)) m_by_rule[waiver.rule].push_back(std::move(read));
  }
}

WaiverMatch ImageWaivers::match(const model::Finding& finding, Date today) const {
  WaiverMatch match;
  const auto of_rule = m_by_rule.find(finding.rule);
  if (of_rule == m_by_rule.end()) return match;
  for (const ReadWaiver& read : of_rule->second) {
    if (!read.fits(finding.subject)) continue;
    const Waiver& waiver = read.waiver();
    if (today <= waiver.expires) return {&waiver, nullptr};
    if (match.expired == nullptr || waiver.expires > match.expired->expires) match.expired = &waiver;
  }
  return match;
}

}  // namespace pushgate::policy
