// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <set>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/digest.hpp"
#include "base/result.hpp"
#include "model/rule_book.hpp"

namespace pushgate::gate {

/// `pushgate policy explain [RULE]`.
struct ExplainRequest {
  std::string rule;  ///< empty: every rule
  std::string policy_file;
  std::string fleet_file;
};

/// A waiver that names a rule.
struct NamedWaiver {
  std::string subject;  ///< empty: any
  std::string
      extent;  ///< subject, versions, service and image, in words; empty: wherever the rule finds something
  std::string owner;
  std::string reason;
  Date expires{};
  bool expired = false;
};

/// A rule, and what the policy makes of it.
struct ExplainedRule {
  enum class Effect {
    reported,     ///< a finding is in the reports, and passes
    denies,       ///< a finding denies, unless a waiver holds
    no_verdict,   ///< `policy/…`: the verdict is unknown, and no waiver helps
    by_advisory,  ///< `vuln/…`: each advisory has a severity of its own, and the rule has none
  };

  model::Rule rule;
  Effect effect = Effect::reported;
  bool required = false;  ///< where it could not look, there is no verdict
  std::vector<NamedWaiver> waivers;
};

struct RulesOutcome {
  std::string policy_name;
  Digest policy{Digest::Bytes{}};
  std::set<model::Severity> fail_on;
  bool ignore_unfixed = false;
  std::vector<ExplainedRule> rules;  ///< by id
};

/// What a rule is for, and what the policy in force (the one given, the fleet file's, the built-in one) does
/// where it finds something. `vuln/ID` is a rule for every ID. Errors: misuse, for a rule that there is not,
/// with those that are spelled nearly so.
Result<RulesOutcome> explain_rules(const ExplainRequest& request);

}  // namespace pushgate::gate
