// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <set>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/digest.hpp"
#include "base/result.hpp"
#include "model/rule_book.hpp"
#include "policy/finding_fate.hpp"

namespace pushgate::gate {

/// `pushgate policy explain [RULE]`.
struct ExplainRequest {
  std::string rule;  ///< empty: every rule
  std::string policy_file;
  std::string fleet_file;
  std::string evidence{};  ///< a folder, whose findings of the rule are explained; empty: none
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

/// A finding of the rule in an evidence folder.
struct ExplainedFinding {
  std::string subject;
  std::string place;  ///< file and line; may be empty
  policy::FindingFate fate;
};

struct RulesOutcome {
  std::string policy_name;
  Digest policy{Digest::Bytes{}};
  std::set<model::Severity> fail_on;
  bool ignore_unfixed = false;
  std::vector<ExplainedRule> rules;  ///< by id
  std::vector<ExplainedFinding> findings{};
};

/// What a rule is for, and what the policy in force (the one given, the fleet file's, the built-in one) does
/// where it finds something. `vuln/ID` is a rule for every ID. With evidence each finding of the rule in it,
/// too, as the policy named decides about it now; without one, as the folder's own policy decided then.
/// Errors: misuse, for a rule that there is not, with those that are spelled nearly so, and for evidence
/// without a rule; unchecked, for a folder that cannot be read.
Result<RulesOutcome> explain_rules(const ExplainRequest& request);

}  // namespace pushgate::gate
