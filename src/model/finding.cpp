// SPDX-License-Identifier: Apache-2.0
#include "model/finding.hpp"

#include <algorithm>
#include <tuple>

namespace pushgate::model {

void sort_findings(std::vector<Finding>& findings) {
  std::sort(findings.begin(), findings.end(), [](const Finding& a, const Finding& b) {
    if (a.severity != b.severity) return a.severity > b.severity;
    return std::tie(a.rule, a.subject, a.location, a.message) <
           std::tie(b.rule, b.subject, b.location, b.message);
  });
}

}  // namespace pushgate::model
