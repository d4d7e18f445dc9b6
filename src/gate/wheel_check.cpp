// SPDX-License-Identifier: Apache-2.0
#include "gate/wheel_check.hpp"

#include <algorithm>
#include <filesystem>
#include <functional>
#include <iterator>
#include <optional>
#include <system_error>
#include <utility>

#include "base/format.hpp"
#include "base/interrupt.hpp"
#include "base/side_by_side.hpp"
#include "gate/settings.hpp"
#include "gate/wheel_files.hpp"
#include "model/judged_evidence.hpp"
#include "policy/document/policy_document.hpp"
#include "scanners/wheel/wheel_scanner.hpp"

namespace pushgate::gate {

namespace {

using model::ScannerRun;

/// What a policy requires of an image is nothing that a wheel has.
policy::Policy for_wheels(policy::Policy policy) {
  policy.required_scanners.clear();
  policy.image = {};
  std::erase_if(policy.required_rules, [](const std::string& rule) { return !rule.starts_with("wheel/"); });
  return policy;
}

/// Indices of the files, the largest first, so that no core is left with one at the end.
std::vector<std::size_t> largest_first(const std::vector<std::string>& files) {
  std::vector<std::pair<std::uintmax_t, std::size_t>> turns(files.size());
  for (std::size_t i = 0; i < files.size(); ++i) {
    std::error_code none;
    const auto size = std::filesystem::file_size(files[i], none);
    turns[i] = {none ? 0 : size, i};
  }
  std::ranges::sort(turns, std::greater());
  std::vector<std::size_t> out;
  for (const auto& turn : turns) out.push_back(turn.second);
  return out;
}

std::string reason_of(const std::vector<Error>& errors) {
  std::string reason = errors.front().subject + ": " + errors.front().what;
  if (errors.size() > 1) reason += fmt::format("; and {} more could not be checked", errors.size() - 1);
  return reason;
}

}  // namespace

Result<WheelCheckOutcome> check_wheels(const WheelCheckRequest& request) {
  TRY_ASSIGN(const auto files, wheel_files(request.paths));
  TRY_ASSIGN(policy::Policy whole_policy, load_policy(request.policy_file, FleetChoice{}));
  TRY_ASSIGN(const model::RuleBook book, policy::rule_book());
  const policy::Policy policy = for_wheels(std::move(whole_policy));

  std::vector<std::optional<Result<std::vector<model::Finding>>>> results(files.size());
  const auto turns = largest_first(files);
  side_by_side(turns.size(),
               [&](std::size_t turn) { results[turns[turn]] = scanners::check_wheel(files[turns[turn]]); });
  TRY(check_interrupt());

  WheelCheckOutcome outcome;
  outcome.files = files.size();
  outcome.policy_name = policy.name;
  outcome.evidence.subject.name = files.size() == 1 ? files.front() : fmt::format("{} files", files.size());
  std::vector<Error> errors;
  for (auto& result : results) {
    if (*result) {
      std::ranges::move(**result, std::back_inserter(outcome.evidence.findings));
    } else {
      errors.push_back(std::move(*result).error());
    }
  }
  ScannerRun run{"wheel", ScannerRun::Outcome::complete, ""};
  if (!errors.empty()) run = {"wheel", ScannerRun::Outcome::incomplete, reason_of(errors)};
  outcome.evidence.runs.push_back(std::move(run));
  model::assign_severities(book, outcome.evidence.findings);
  model::sort_findings(outcome.evidence.findings);
  outcome.decision = policy::evaluate(outcome.evidence, policy, system_time());
  outcome.evidence = model::as_judged(std::move(outcome.evidence), outcome.decision);
  return outcome;
}

}  // namespace pushgate::gate
