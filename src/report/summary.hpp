// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "report/report.hpp"

namespace pushgate::report {

/// A finding that denied.
struct Denial {
  model::Finding finding;
  std::string note;  ///< what the decision adds to the finding: whose waiver expired; may be empty
};

/// A line `label: text`.
struct Fact {
  std::string label;
  std::string text;
};

/// Findings and decision brought together: what every report tells, in its words, not yet escaped.
struct Summary {
  std::vector<Denial> vulnerabilities;          ///< denying, in the order of findings
  std::vector<Denial> others;                   ///< denying, and no vulnerability
  std::vector<model::Reason> unchecked;         ///< why it is (also) unknown
  std::map<model::Severity, std::size_t> rest;  ///< findings that count for nothing in the decision
  std::string headline;                         ///< one sentence after the verdict
  std::vector<Fact> facts;
};

Summary summarise(const ReportInput& input);

bool is_vulnerability(const model::Finding& finding);

/// `path:line:column` as far as they are known.
std::string place_of(const model::Location& location);

/// `1 finding`, `2 findings`.
std::string counted(std::size_t count, const char* one, const char* many);

/// `2 CRITICAL, 1 HIGH`, heaviest first; empty where all are 0.
std::string by_severity(const std::map<model::Severity, std::size_t>& counts);

}  // namespace pushgate::report
