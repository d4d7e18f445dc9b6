// SPDX-License-Identifier: Apache-2.0
#include "cli/lint_outcome.hpp"

#include <cstdint>
#include <utility>

#include "cli/decision_json.hpp"
#include "evidence/finding_value.hpp"

namespace pushgate::cli {

namespace {

/// A whole score is written as a whole number.
json::Value score_value(double score) {
  const auto whole = static_cast<std::int64_t>(score);
  return static_cast<double>(whole) == score ? json::Value(whole) : json::Value(score);
}

}  // namespace

report::LintReport lint_report(const gate::LintOutcome& outcome) {
  return {outcome.evidence, outcome.decision, outcome.rules,       outcome.services,
          outcome.families, outcome.score,    outcome.policy_name, outcome.without_image};
}

json::Object lint_json(const gate::LintOutcome& outcome) {
  json::Object value = decision_json(outcome.evidence, outcome.decision);
  json::Array services;
  for (const auto& service : outcome.services) {
    json::Array findings;
    for (const auto& finding : service.findings) findings.push_back(evidence::finding_value(finding));
    json::Object one{{"name", service.service},
                     {"score", service.score ? json::Value(*service.score) : json::Value()},
                     {"findings", std::move(findings)}};
    if (!service.reason.empty()) one.set("reason", service.reason);
    services.push_back(std::move(one));
  }
  value.set("services", std::move(services));
  value.set("score", outcome.score ? score_value(*outcome.score) : json::Value());
  return value;
}

}  // namespace pushgate::cli
