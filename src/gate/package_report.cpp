// SPDX-License-Identifier: Apache-2.0
#include "gate/package_report.hpp"

#include <algorithm>
#include <numeric>
#include <set>
#include <utility>

#include "base/format.hpp"
#include "evidence/documents.hpp"
#include "evidence/finding_value.hpp"
#include "gate/stored_evidence.hpp"
#include "python/package_name.hpp"
#include "report/package.hpp"

namespace pushgate::gate {

namespace {

constexpr std::size_t k_name_bytes = 200;  // of a name that is asked for; PyPI's longest has 80
constexpr std::size_t k_near = 3;          // names that a hint shows

/// How many letters have to be put in, left out or replaced (Levenshtein).
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), 0);
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i + 1);
    for (std::size_t k = 0; k < b.size(); ++k) {
      const std::size_t replaced = diagonal + (a[i] == b[k] ? 0 : 1);
      diagonal = std::exchange(row[k + 1], std::min({replaced, row[k] + 1, row[k + 1] + 1}));
    }
  }
  return row.back();
}

/// Names that one of a few wrong letters may mean, or a part of a name; nearest first.
std::vector<std::string> near_names(const std::set<std::string>& names, const std::string& wanted) {
  std::vector<std::pair<std::size_t, std::string>> near;
  for (const auto& name : names) {
    const bool is_part = name.find(wanted) != std::string::npos || wanted.find(name) != std::string::npos;
    const std::size_t away = name.size() > k_name_bytes ? k_name_bytes : distance(name, wanted);
    if (is_part || away <= std::max<std::size_t>(1, wanted.size() / 3)) near.emplace_back(away, name);
  }
  std::ranges::sort(near);
  if (near.size() > k_near) near.resize(k_near);
  std::vector<std::string> out;
  for (auto& [away, name] : near) out.push_back(std::move(name));
  return out;
}

Error not_there(const std::vector<model::DistributionProof>& all, const std::string& folder,
                const std::string& name, const std::string& wanted) {
  std::set<std::string> names;
  for (const auto& one : all) names.insert(python::normalize_name(one.name));
  auto error =
      Error::misuse(fmt::format("--package {}", name),
                    fmt::format("is none of the {} Python distributions of {}", names.size(), folder));
  const auto near = near_names(names, wanted);
  if (near.empty()) return error;
  return std::move(error).with_hint(fmt::format("perhaps {}", fmt::join(near, ", ")));
}

/// Whether a finding's subject is the package: its purl, or its name as locks write it.
bool is_about(const model::Finding& finding, const std::string& wanted) {
  const bool is_of_python = !finding.subject.starts_with("pkg:") || finding.subject.starts_with("pkg:pypi/");
  return is_of_python && python::normalize_name(report::package_of(finding.subject).name) == wanted;
}

}  // namespace

Result<PackageReport> report_package(const std::string& folder, const std::string& name) {
  if (name.empty() || name.size() > k_name_bytes) {
    return fail(Error::misuse("--package",
                              fmt::format("is no name of a package; expected 1 to {} bytes", k_name_bytes)));
  }
  TRY_ASSIGN(StoredEvidence stored, read_stored_evidence(folder));
  const std::string wanted = python::normalize_name(name);
  PackageReport report{std::move(stored.evidence.subject), {}, {}};
  for (const auto& one : stored.distributions) {
    if (python::normalize_name(one.name) == wanted) report.distributions.push_back(one);
  }
  if (report.distributions.empty()) return fail(not_there(stored.distributions, folder, name, wanted));
  for (auto& finding : stored.evidence.findings) {
    if (is_about(finding, wanted)) report.findings.push_back(std::move(finding));
  }
  return report;
}

std::string write_package_json(const PackageReport& report) {
  json::Array distributions;
  for (const auto& one : report.distributions) distributions.push_back(evidence::distribution_value(one));
  json::Array findings;
  for (const auto& one : report.findings) findings.push_back(evidence::finding_value(one));
  const auto& digest = report.subject.digest;
  return json::write_pretty(json::Object{
      {"schema", "pushgate.package/v1"},
      {"subject", json::Object{{"name", report.subject.name},
                               {"digest", digest ? json::Value(digest->to_string()) : json::Value()}}},
      {"distributions", std::move(distributions)},
      {"findings", std::move(findings)}});
}

}  // namespace pushgate::gate
