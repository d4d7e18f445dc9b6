// SPDX-License-Identifier: Apache-2.0
#include "scanners/plan/plan_findings.hpp"

#include <algorithm>

namespace pushgate::scanners {

void PlanFindings::add(std::string rule, model::Location location, std::string message, std::string hint,
                       bool could_not_look) {
  model::Finding finding;
  finding.rule = std::move(rule);
  finding.subject = m_subject;
  finding.location = std::move(location);
  finding.message = std::move(message);
  finding.hint = std::move(hint);
  finding.could_not_look = could_not_look;
  if (std::ranges::find(m_findings, finding) == m_findings.end()) m_findings.push_back(std::move(finding));
}

bool PlanFindings::has(std::string_view rule) const {
  return std::ranges::any_of(m_findings, [&](const model::Finding& finding) {
    return finding.rule == rule && !finding.could_not_look;
  });
}

}  // namespace pushgate::scanners
