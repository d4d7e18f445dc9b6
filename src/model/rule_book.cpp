// SPDX-License-Identifier: Apache-2.0
#include "model/rule_book.hpp"

namespace pushgate::model {

void assign_severities(const RuleBook& book, std::vector<Finding>& findings) {
  for (Finding& finding : findings) {
    if (const auto row = book.find(finding.rule); row != book.end()) finding.severity = row->second.severity;
  }
}

}  // namespace pushgate::model
