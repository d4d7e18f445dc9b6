// SPDX-License-Identifier: Apache-2.0
#include "gate/lint_fleet.hpp"

#include <algorithm>
#include <iterator>
#include <set>
#include <utility>

#include "base/format.hpp"
#include "gate/settings.hpp"
#include "model/judged_evidence.hpp"
#include "policy/document/policy_document.hpp"
#include "policy/policy.hpp"
#include "scanners/plan/dockerfile_plan_scanner.hpp"
#include "scanners/plan/plan_join.hpp"

namespace pushgate::gate {

namespace {

using model::ScannerRun;
using model::ScanResult;
using model::ServiceScore;

/// The services that were asked for, each once; all where none was.
Result<std::set<std::string>> chosen_services(const LintRequest& request, const plan::Fleet& fleet) {
  std::set<std::string> chosen;
  for (const auto& name : request.services) {
    // Reads the file again to say what a name could have been.
    if (!fleet.services.contains(name)) TRY(load_fleet(request.fleet_file, name));
    chosen.insert(name);
  }
  if (!chosen.empty()) return chosen;
  for (const auto& [name, service] : fleet.services) chosen.insert(name);
  return chosen;
}

std::set<std::string> families_of(const std::set<std::string>& services, const plan::Fleet& fleet) {
  std::set<std::string> families;
  for (const auto& name : services) {
    auto family = fleet.families.find(fleet.services.at(name).family);
    while (family != fleet.families.end() && families.insert(family->first).second)
      family = fleet.families.find(family->second.family);
  }
  return families;
}

class Lint {
 public:
  Lint(const LintRequest& request, FleetChoice& choice, LintOutcome& outcome, Progress& progress)
      : m_request(request),
        m_choice(choice),
        m_fleet(*choice.fleet),
        m_outcome(outcome),
        m_progress(progress) {}

  Result<void> run(const std::set<std::string>& services) {
    TRY_ASSIGN(const auto images, images_by_service(m_request.images, services));
    m_outcome.without_image = images.size() < services.size();
    const auto tree = scanners::find_dockerfiles(m_fleet);
    if (!tree.whole)
      incomplete("the folder of the fleet file has too many files to look for stray Dockerfiles in all");
    for (const auto& name : services) {
      const auto& service = m_fleet.services.at(name);
      const auto place = scanners::place_of(m_fleet, service, tree);
      auto result = scanners::scan_dockerfile_plan(m_fleet, service, tree);
      if (const auto image = images.find(name); image != images.end()) {
        m_choice.service = service;
        TRY_ASSIGN(auto built, lint_image(image->second, m_request.images, m_choice,
                                          place.file.value_or(place.planned), m_progress));
        result = scanners::join_plan(std::move(result), std::move(built));
      }
      auto one = add(name, std::move(result));
      if (one.reason.empty()) {
        // Of a Dockerfile that is not there, nothing is as planned.
        one.score =
            place.file || place.planned.empty() ? model::plan_score(m_outcome.rules, one.findings) : 0;
      }
      m_outcome.services.push_back(std::move(one));
    }
    for (const auto& name : families_of(services, m_fleet)) {
      auto result = scanners::scan_family_dockerfile(m_fleet, name);
      if (result.run.outcome != ScannerRun::Outcome::not_asked)
        m_outcome.families.push_back(add(name, std::move(result)));
    }
    m_outcome.evidence.runs.push_back(std::move(m_run));
    return {};
  }

 private:
  ServiceScore add(const std::string& name, ScanResult result) {
    if (result.run.outcome == ScannerRun::Outcome::incomplete) incomplete(result.run.reason);
    ServiceScore one{name, std::nullopt, std::move(result.run.reason), std::move(result.findings)};
    model::assign_severities(m_outcome.rules, one.findings);
    model::sort_findings(one.findings);
    std::ranges::copy(one.findings, std::back_inserter(m_outcome.evidence.findings));
    return one;
  }

  void incomplete(const std::string& reason) {
    m_run.outcome = ScannerRun::Outcome::incomplete;
    m_run.reason += (m_run.reason.empty() ? "" : "; ") + reason;
  }

  const LintRequest& m_request;
  FleetChoice& m_choice;
  const plan::Fleet& m_fleet;
  LintOutcome& m_outcome;
  Progress& m_progress;
  ScannerRun m_run{"plan", ScannerRun::Outcome::complete, ""};
};

/// A score that is too low denies, whatever the severities of what was found.
void judge_score(const LintRequest& request, LintOutcome& outcome) {
  if (!request.min_score || !outcome.score || *outcome.score >= *request.min_score) return;
  model::Reason reason;
  reason.effect = model::Verdict::deny;
  reason.rule = "policy/minimum-score";
  reason.subject = outcome.evidence.subject.name;
  reason.text = fmt::format("the score is {}; expected at least {}", model::format_score(*outcome.score),
                            *request.min_score);
  outcome.decision.verdict = model::Verdict::deny;
  outcome.decision.reasons.insert(outcome.decision.reasons.begin(), std::move(reason));
}

}  // namespace

Result<LintOutcome> lint_fleet(const LintRequest& request, Progress& progress) {
  TRY_ASSIGN(FleetChoice choice, load_fleet(request.fleet_file, ""));
  if (!choice.fleet) {
    return fail(Error::misuse("", "there is no fleet file pushgate.yaml here to hold Dockerfiles against")
                    .with_hint("name one with --fleet FILE, or write a first one with `pushgate init`"));
  }
  TRY_ASSIGN(const auto services, chosen_services(request, *choice.fleet));
  TRY_ASSIGN(auto policy, load_policy(request.policy_file, choice));
  policy.required_scanners = {"plan"};
  policy.image = {};
  policy.min_plan_score.reset();  // of one service; of the fleet it is --min-score
  std::erase_if(policy.required_rules, [](const auto& rule) { return !rule.starts_with("plan/"); });

  LintOutcome outcome;
  TRY_ASSIGN(outcome.rules, policy::rule_book());
  outcome.policy_name = policy.name;
  outcome.evidence.subject.name = fleet_file_or_default(request.fleet_file);
  TRY(Lint(request, choice, outcome, progress).run(services));
  model::sort_findings(outcome.evidence.findings);
  outcome.score = model::overall_score(outcome.services);
  outcome.decision = policy::evaluate(outcome.evidence, policy, system_time());
  for (auto* scores : {&outcome.services, &outcome.families}) {
    for (ServiceScore& one : *scores) {
      model::give_severities(outcome.decision, one.findings);
      model::sort_findings(one.findings);
    }
  }
  outcome.evidence = model::as_judged(std::move(outcome.evidence), outcome.decision);
  judge_score(request, outcome);
  return outcome;
}

}  // namespace pushgate::gate
