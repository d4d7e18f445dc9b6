// SPDX-License-Identifier: Apache-2.0
#include "gate/fleet_status_tree.hpp"

#include <filesystem>
#include <system_error>

#include "adapter/crypto/sha256.hpp"
#include "base/format.hpp"
#include "base/limits.hpp"
#include "base/progress.hpp"
#include "gate/check_locks.hpp"
#include "gate/lint_fleet.hpp"
#include "gate/settings.hpp"
#include "store/files.hpp"

namespace pushgate::gate {

namespace {

using model::Answer;
using model::StatusCell;

std::string beside(const plan::Fleet& fleet, const std::string& path) {
  return (std::filesystem::path(fleet.folder) / path).lexically_normal().string();
}

/// `app/Dockerfile@sha256:…`; without the digest where it cannot be read.
std::string named_by_digest(const std::string& file) {
  const auto bytes = store::read_file(file, limits::k_lock_bytes);
  return bytes ? file + "@" + crypto::sha256(*bytes).to_string() : file;
}

StatusCell plan_cell(const plan::Fleet& fleet, const plan::Service& service, const model::ServiceScore& score,
                     const ServiceTree& tree, Time now) {
  StatusCell cell;
  if (!service.dockerfile.empty()) {
    cell.evidence = named_by_digest(beside(fleet, service.dockerfile));
    cell.at = now;
  }
  if (!score.score) {
    cell.detail = score.reason.empty() ? "the fleet file names no Dockerfile" : score.reason;
    cell.could_not_ask = !score.reason.empty() && !service.dockerfile.empty();
    return cell;
  }
  cell.value = fmt::format("{}", *score.score);
  cell.answer = tree.failed_rules.empty() ? Answer::yes : Answer::no;
  if (!tree.failed_rules.empty()) cell.detail = fmt::format("fails {}", fmt::join(tree.failed_rules, ", "));
  if (!tree.blind_rules.empty()) {
    cell.detail += fmt::format("{}the Dockerfile does not tell {}", cell.detail.empty() ? "" : "; ",
                               fmt::join(tree.blind_rules, ", "));
  }
  return cell;
}

/// Judges the lock as `lock check` does, by the fleet's policy.
Result<StatusCell> lock_cell(const plan::Fleet& fleet, const plan::Service& service,
                             std::set<std::string>& rules, Time now) {
  StatusCell cell;
  const std::string lock = lock_of({fleet, service});
  if (lock.empty()) {
    cell.detail = "the fleet file names no lock";
    return cell;
  }
  cell.at = now;
  std::error_code error;
  if (!std::filesystem::exists(lock, error)) {
    cell = {Answer::no, "absent", lock + " does not exist", lock, now, false};
    return cell;
  }
  cell.evidence = named_by_digest(lock);
  LocksRequest request;
  request.locks = {lock};
  if (!fleet.python.empty()) {
    request.pythons = {fleet.python};
    request.platforms = {"linux/amd64"};
  }
  if (!fleet.policy.empty()) request.policy_file = beside(fleet, fleet.policy);
  TRY_ASSIGN(const auto outcome, check_locks(request));
  for (const auto& finding : outcome.evidence.findings)
    if (!finding.could_not_look) rules.insert(finding.rule);
  cell.detail = fmt::format("{} requirements", outcome.requirements);
  if (!rules.empty()) cell.detail += fmt::format("; {}", fmt::join(rules, ", "));
  switch (outcome.decision.verdict) {
    case model::Verdict::pass:
      cell.answer = Answer::yes;
      break;
    case model::Verdict::deny:
      cell.answer = Answer::no;
      break;
    case model::Verdict::unknown:
      cell.could_not_ask = true;
      for (const auto& reason : outcome.decision.reasons) cell.detail += "; " + reason.text;
      break;
  }
  return cell;
}

}  // namespace

Result<FleetTree> read_fleet_tree(const plan::Fleet& fleet, const std::string& fleet_file, Time now) {
  LintRequest request;
  request.fleet_file = fleet_file;
  SilentProgress progress;
  TRY_ASSIGN(auto lint, lint_fleet(request, progress));
  FleetTree tree;
  tree.rules = std::move(lint.rules);
  for (auto& one : lint.services) {
    const auto& service = fleet.services.at(one.service);
    if (service.dockerfile.empty()) one.score.reset();  // nothing was looked at
    ServiceTree& seen = tree.services[one.service];
    seen.score = one.score;
    seen.failed_rules = model::violated_rules(one.findings);
    for (const auto& finding : one.findings)
      if (finding.could_not_look) seen.blind_rules.insert(finding.rule);
    seen.plan = plan_cell(fleet, service, one, seen, now);
    TRY_ASSIGN(seen.lock, lock_cell(fleet, service, seen.lock_rules, now));
  }
  tree.score = model::overall_score(lint.services);
  for (const auto& one : lint.families)
    tree.families[one.service] = {one.reason.empty(), model::violated_rules(one.findings)};
  return tree;
}

}  // namespace pushgate::gate
