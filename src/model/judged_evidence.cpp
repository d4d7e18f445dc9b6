// SPDX-License-Identifier: Apache-2.0
#include "model/judged_evidence.hpp"

namespace pushgate::model {

void give_severities(const Decision& decision, std::vector<Finding>& findings) {
  if (decision.severities.empty()) return;
  for (Finding& finding : findings) {
    if (const auto row = decision.severities.find(finding.rule); row != decision.severities.end())
      finding.severity = row->second;
  }
}

Evidence as_judged(Evidence evidence, const Decision& decision) {
  evidence.findings.insert(evidence.findings.end(), decision.found.begin(), decision.found.end());
  give_severities(decision, evidence.findings);
  sort_findings(evidence.findings);
  return evidence;
}

}  // namespace pushgate::model
