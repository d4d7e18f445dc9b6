// SPDX-License-Identifier: Apache-2.0
#include "gate/check_locks.hpp"

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <map>
#include <set>
#include <system_error>
#include <utility>

#include "gate/settings.hpp"
#include "model/judged_evidence.hpp"
#include "model/rule_book.hpp"
#include "policy/document/policy_document.hpp"
#include "policy/policy.hpp"
#include "scanners/lock/lock_scanner.hpp"

namespace pushgate::gate {

namespace {

using model::Finding;
using model::ScannerRun;

/// A wheelhouse may serve several locks: what one of them locks is locked, and what none does is told once.
void keep_unlocked_by_all(std::vector<Finding>& findings, std::size_t locks) {
  constexpr std::string_view k_rule = "lock/unlocked-wheel";
  std::map<std::string, std::size_t> told;
  for (const auto& finding : findings) {
    if (finding.rule == k_rule) ++told[finding.subject];
  }
  std::set<std::string> kept;
  std::erase_if(findings, [&](const Finding& finding) {
    return finding.rule == k_rule && (told[finding.subject] != locks || !kept.insert(finding.subject).second);
  });
}

/// The locks that were named, or those of the fleet, each once. Adds the targets that the fleet says, and its
/// services to the outcome.
Result<std::vector<std::string>> locks_of(LocksRequest& request, const FleetChoice& choice,
                                          LocksOutcome& outcome) {
  if (!choice.fleet) return request.locks;
  if (request.pythons.empty() && !choice.fleet->python.empty()) {
    request.pythons = {choice.fleet->python};
    if (request.platforms.empty()) request.platforms = {"linux/amd64"};
  }
  std::set<std::string> locks;
  for (const auto& [name, service] : choice.fleet->services) {
    const auto lock = lock_of({choice.fleet, service});
    outcome.services.push_back({name, lock, 0, 0, lock.empty()});
    if (!lock.empty()) locks.insert(lock);
  }
  return std::vector<std::string>(locks.begin(), locks.end());
}

Result<FleetChoice> fleet_of(const LocksRequest& request) {
  if (!request.locks.empty()) return FleetChoice{};
  TRY_ASSIGN(auto choice, load_fleet(request.fleet_file, ""));
  if (choice.fleet) return choice;
  return fail(
      Error::misuse("lock check", "no LOCK is named, and there is no pushgate.yaml here; expected one")
          .with_hint("name the locks, or the fleet file that names them: --fleet FILE"));
}

/// What one lock told, for each service that has it.
void note(std::vector<ServiceLock>& services, const std::string& lock, const scanners::LockReport& report) {
  for (auto& service : services) {
    if (service.lock != lock) continue;
    service.requirements = report.requirements;
    service.findings = report.result.findings.size();
    service.complete = report.result.run.outcome == ScannerRun::Outcome::complete;
  }
}

}  // namespace

Result<LocksOutcome> check_locks(LocksRequest request) {
  LocksOutcome outcome;
  TRY_ASSIGN(const auto choice, fleet_of(request));
  TRY_ASSIGN(const auto locks, locks_of(request, choice, outcome));
  outcome.locks = locks.size();
  TRY_ASSIGN(const auto targets, scanners::lock_targets(request.pythons, request.platforms));
  for (const auto& lock : request.locks) {
    std::error_code code;
    if (!std::filesystem::exists(lock, code)) return fail(Error::misuse(lock, "does not exist"));
  }
  TRY_ASSIGN(auto policy, load_policy(request.policy_file, choice));
  policy.required_scanners = {"lock"};
  policy.image = {};
  std::erase_if(policy.required_rules, [](const auto& rule) { return !rule.starts_with("lock/"); });
  TRY_ASSIGN(const auto book, policy::rule_book());

  auto& evidence = outcome.evidence;
  ScannerRun run{"lock", ScannerRun::Outcome::complete, ""};
  for (const auto& lock : locks) {
    scanners::LockInput input;
    input.lock = lock;
    input.display_name = lock;
    if (!request.wheelhouse.empty()) input.wheelhouse = request.wheelhouse;
    input.whole = true;
    input.inputs = request.inputs;
    input.targets = targets;
    auto report = scanners::check_lock(input);
    outcome.requirements += report.requirements;
    note(outcome.services, lock, report);
    const bool good =
        report.result.run.outcome == ScannerRun::Outcome::complete && report.result.findings.empty();
    if (!good && !report.repair.empty()) outcome.repairs.push_back({lock, std::move(report.repair)});
    if (report.result.run.outcome != ScannerRun::Outcome::complete) {
      run.outcome = ScannerRun::Outcome::incomplete;
      run.reason += (run.reason.empty() ? "" : "; ") + report.result.run.reason;
    }
    std::ranges::move(report.result.findings, std::back_inserter(evidence.findings));
  }
  if (locks.empty())
    run = {"lock", ScannerRun::Outcome::incomplete, "no service of the fleet file has a lock"};
  keep_unlocked_by_all(evidence.findings, locks.size());
  evidence.subject.name = locks.size() == 1 ? locks.front() : "locks";
  evidence.runs.push_back(std::move(run));
  model::assign_severities(book, evidence.findings);
  model::sort_findings(evidence.findings);
  outcome.decision = policy::evaluate(evidence, policy, system_time());
  evidence = model::as_judged(std::move(evidence), outcome.decision);
  return outcome;
}

}  // namespace pushgate::gate
