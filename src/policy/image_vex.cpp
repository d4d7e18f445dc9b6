// SPDX-License-Identifier: Apache-2.0
#include "policy/image_vex.hpp"

#include <algorithm>
#include <optional>
#include <tuple>
#include <utility>

#include "base/format.hpp"
#include "policy/waivers.hpp"

namespace pushgate::policy {

namespace {

using model::VexStatement;

constexpr std::string_view k_advisories = "vuln/";
constexpr std::size_t k_told = 3;  // of those that the newest outdates

/// Whether `a` is outdated by `b`. A total order, so that the order of documents does not matter.
bool is_older(const VexStatement* a, const VexStatement* b) {
  return std::tie(a->at, a->status, *a) < std::tie(b->at, b->status, *b);
}

}  // namespace

std::string told(const VexStatement& statement) {
  std::string by = statement.author.empty() ? statement.document
                                            : fmt::format("{} ({})", statement.author, statement.document);
  if (statement.at) by += ", " + format_date(std::chrono::floor<std::chrono::days>(*statement.at));
  return fmt::format("{}: {}", by, to_string(statement.status));
}

ImageVex::ImageVex(const std::vector<VexStatement>& statements, Time now) {
  for (const VexStatement& statement : statements) {
    if (statement.lets_pass() && statement.at && *statement.at > now) continue;
    Read read{&statement, {}};
    for (const std::string& text : statement.packages) {
      if (auto purl = sbom::Purl::parse(text)) read.packages.push_back(*std::move(purl));
    }
    for (const std::string& advisory : statement.advisories)
      m_by_advisory[advisory].push_back(m_statements.size());
    m_statements.push_back(std::move(read));
  }
}

bool ImageVex::Read::is_about(const model::Finding& finding, const sbom::Purl* package) const {
  if (statement->packages.empty()) return true;
  const auto& names = statement->packages;
  if (std::ranges::find(names, finding.subject) != names.end()) return true;
  return package != nullptr &&
         std::ranges::any_of(packages, [&](const sbom::Purl& purl) { return purl_means(purl, *package); });
}

VexSaid ImageVex::about(const model::Finding& finding) const {
  if (m_statements.empty() || !finding.rule.starts_with(k_advisories)) return {};
  const auto of_advisory = m_by_advisory.find(std::string_view(finding.rule).substr(k_advisories.size()));
  if (of_advisory == m_by_advisory.end()) return {};
  const auto parsed = sbom::Purl::parse(finding.subject);
  const sbom::Purl* package = parsed ? &*parsed : nullptr;
  std::vector<const VexStatement*> about;
  for (const std::size_t place : of_advisory->second) {
    if (m_statements[place].is_about(finding, package)) about.push_back(m_statements[place].statement);
  }
  if (about.empty()) return {};
  std::ranges::sort(about, is_older);
  VexSaid said{about.back(), {}};
  std::size_t others = 0;
  for (auto one = about.rbegin(); one != about.rend(); ++one) {
    if ((*one)->lets_pass() == said.newest->lets_pass()) continue;
    if (others++ < k_told) said.against += (said.against.empty() ? "" : "; ") + told(**one);
  }
  if (others > k_told) said.against += fmt::format("; and {} more", others - k_told);
  return said;
}

}  // namespace pushgate::policy
