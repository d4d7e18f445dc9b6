// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "model/decision.hpp"

namespace pushgate::policy {

/// A rule, and what it is about.
struct ExpectedRule {
  std::string rule;
  std::string subject;  ///< as that of a waiver (subject_fits); empty: any
};

/// What a team expects of a decision. What is not stated is not looked at.
struct Expectation {
  std::optional<model::Verdict> verdict;
  std::optional<std::vector<ExpectedRule>> reasons;  ///< all that there are, in any order
  std::optional<std::vector<ExpectedRule>> waived;   ///< all that there are, in any order
};

/// What is not as expected, a line each: `the verdict is deny; expected pass`. Empty: all is.
std::vector<std::string> differences(const model::Decision& decision, const Expectation& expected);

}  // namespace pushgate::policy
