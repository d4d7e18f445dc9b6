// SPDX-License-Identifier: Apache-2.0
#include "gate/collect.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <utility>

#include "base/format.hpp"
#include "gate/image_target.hpp"
#include "model/plan_score.hpp"
#include "policy/document/policy_document.hpp"
#include "scanners/coverage/coverage_scanner.hpp"
#include "scanners/lock/lock_scanner.hpp"
#include "scanners/plan/dockerfile_plan_scanner.hpp"
#include "scanners/plan/image_plan_scanner.hpp"
#include "scanners/plan/plan_join.hpp"
#include "scanners/provenance/provenance_scanner.hpp"
#include "scanners/secrets/context_scanner.hpp"
#include "scanners/secrets/image_scanner.hpp"
#include "scanners/secrets/secret_text.hpp"
#include "scanners/trivy/trivy_scanner.hpp"

namespace pushgate::gate {

namespace {

using model::ScannerRun;
using model::ScanResult;

ScanResult not_asked(std::string scanner, std::string reason) {
  return {{std::move(scanner), ScannerRun::Outcome::not_asked, std::move(reason)}, {}};
}

ScanResult run_lock(const ScanInputs& inputs, Collected&) {
  if (inputs.lock.empty()) {
    return not_asked("lock",
                     inputs.fleet.service ? "the fleet file names no lock for this service" : "no --lock");
  }
  auto targets = image_targets(inputs.image->config.platform, inputs.sbom.inventory, inputs.pythons);
  if (!targets) return {{"lock", ScannerRun::Outcome::incomplete, targets.error().what}, {}};
  return scanners::scan_lock({.lock = inputs.lock,
                              .display_name = inputs.lock,
                              .wheelhouse = inputs.wheelhouse,
                              .whole = true,
                              .inputs = inputs.lock_inputs,
                              .targets = std::move(*targets)});
}

/// `dockerfile`: the one that was named; where none was, becomes the service's.
ScanResult run_dockerfile_plan(const ScanInputs& inputs, std::string& dockerfile) {
  const auto& fleet = *inputs.fleet.fleet;
  const auto& service = *inputs.fleet.service;
  if (!dockerfile.empty()) return scanners::scan_dockerfile_plan(fleet, service, dockerfile);
  const auto tree = scanners::find_dockerfiles(fleet);
  const auto place = scanners::place_of(fleet, service, tree);
  dockerfile = place.file.value_or(dockerfile_of(inputs.fleet));
  if (place.file) return scanners::scan_dockerfile_plan(fleet, service, tree);
  // An image may be handed over without what it was built of.
  return scanners::without_dockerfile(
      service.name, dockerfile.empty() ? "the fleet file states no Dockerfile of this service"
                                       : fmt::format("the Dockerfile {} is not here", dockerfile));
}

ScanResult run_plan(const ScanInputs& inputs, Collected&) {
  if (!inputs.fleet.fleet) return not_asked("plan", "no fleet file");
  if (!inputs.fleet.service) return not_asked("plan", "no --service");
  std::string dockerfile = inputs.dockerfile;
  ScanResult of_dockerfile = run_dockerfile_plan(inputs, dockerfile);
  return scanners::join_plan(
      std::move(of_dockerfile),
      scanners::scan_image_plan({*inputs.fleet.fleet, *inputs.fleet.service, *inputs.image, inputs.sbom.view,
                                 inputs.base, inputs.repository, inputs.tag, inputs.baseline, dockerfile}));
}

ScanResult run_provenance(const ScanInputs& inputs, Collected& collected) {
  scanners::ProvenanceInput input{.layers = inputs.sbom.layers,
                                  .view = inputs.sbom.view,
                                  .recorded = inputs.sbom.recorded,
                                  .inventory = inputs.sbom.inventory};
  input.architecture = inputs.image->config.platform.architecture;
  if (!inputs.lock.empty()) input.lock = inputs.lock;
  input.wheelhouse = inputs.wheelhouse;
  auto proven = scanners::scan_provenance(input);
  collected.distributions = std::move(proven.distributions);
  return std::move(proven.result);
}

ScanResult run_coverage(const ScanInputs& inputs, Collected&) {
  return scanners::scan_coverage(inputs.sbom.inventory);
}

ScanResult run_secrets(const ScanInputs& inputs, Collected&) {
  return scanners::scan_secrets({*inputs.secrets, *inputs.image, inputs.sbom.layers, inputs.sbom.view,
                                 inputs.policy.trivy_secrets ? inputs.source : nullptr},
                                trivy_options(inputs.trivy, inputs.policy));
}

ScanResult run_context(const ScanInputs& inputs, Collected&) {
  if (!inputs.context.folder) return not_asked("context", inputs.context.reason);
  return scanners::scan_context(*inputs.context.folder, trivy_options(inputs.trivy, inputs.policy));
}

ScanResult run_trivy(const ScanInputs& inputs, Collected& collected) {
  auto trivy = scanners::scan_with_trivy(inputs.sbom.document, inputs.sbom.inventory,
                                         trivy_options(inputs.trivy, inputs.policy));
  collected.trivy_report = std::move(trivy.report);
  collected.scanner = std::move(trivy.identity);
  return std::move(trivy.result);
}

/// Every scanner there is. Adding one is a folder under scanners/ and a row here.
struct Row {
  ScanResult (*run)(const ScanInputs&, Collected&);
};
constexpr std::array k_scanners = {Row{run_context},    Row{run_coverage}, Row{run_lock}, Row{run_plan},
                                   Row{run_provenance}, Row{run_secrets},  Row{run_trivy}};
constexpr std::array k_trivy = {Row{run_trivy}};

Result<Collected> run(std::span<const Row> rows, const ScanInputs& inputs) {
  TRY_ASSIGN(const model::RuleBook book, policy::rule_book());
  Collected collected;
  for (const Row& row : rows) {
    ScanResult result = row.run(inputs, collected);
    hide_secrets(result);
    collected.runs.push_back(std::move(result.run));
    std::move(result.findings.begin(), result.findings.end(), std::back_inserter(collected.findings));
  }
  model::assign_severities(book, collected.findings);
  model::sort_findings(collected.findings);
  const auto looked = [](const ScannerRun& run) {
    return run.scanner == "plan" && run.outcome == ScannerRun::Outcome::complete;
  };
  if (std::ranges::any_of(collected.runs, looked))
    collected.plan_score = model::plan_score(book, collected.findings);
  return collected;
}

}  // namespace

void hide_secrets(ScanResult& result) {
  result.run.reason = scanners::without_secrets(result.run.reason);
  for (model::Finding& finding : result.findings) {
    for (std::string* const text :
         {&finding.subject, &finding.location.path, &finding.message, &finding.hint})
      *text = scanners::without_secrets(*text);
  }
}

scanners::TrivyOptions trivy_options(const TrivyChoice& choice, const policy::Policy& policy) {
  scanners::TrivyOptions options;
  options.executable = choice.executable;
  options.cache_dir = choice.cache_dir;
  options.timeout = std::chrono::seconds(choice.timeout_seconds);
  const auto& rules = policy.scanner;
  options.rules = {rules.allowed_versions, rules.forbidden_versions, rules.binary, rules.max_database_age,
                   rules.sandbox_required};
  return options;
}

Result<Collected> run_scanners(const ScanInputs& inputs) {
  return run(k_scanners, inputs);
}

Result<Collected> run_trivy_only(const ScanInputs& inputs) {
  return run(k_trivy, inputs);
}

}  // namespace pushgate::gate
