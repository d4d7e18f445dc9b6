// SPDX-License-Identifier: Apache-2.0
#include "gate/judge_image.hpp"

#include <filesystem>
#include <optional>
#include <utility>

#include "base/interrupt.hpp"
#include "evidence/documents.hpp"
#include "gate/base_image.hpp"
#include "gate/evidence_files.hpp"
#include "gate/receipt_inputs.hpp"
#include "gate/vex_statements.hpp"
#include "gate/waiver_list.hpp"
#include "model/judged_evidence.hpp"
#include "report/report.hpp"
#include "sbom/cyclonedx.hpp"

namespace pushgate::gate {

namespace {

/// The folder that the image was built from, as far as anybody says.
std::string source_of(const GatePlan& plan) {
  if (plan.context.folder) return plan.context.folder->folder.string();
  if (plan.dockerfile.empty()) return "";
  const auto folder = std::filesystem::path(plan.dockerfile).parent_path();
  return folder.empty() ? "." : folder.string();
}

Result<Collected> collect(const GateRequest& request, const GatePlan& plan, const OpenedImage& opened,
                          const SbomOptions& options, const ImageSbom& sbom,
                          const scanners::LayerSecretSearch& secrets) {
  ScanInputs inputs{.fleet = plan.fleet,
                    .policy = plan.policy,
                    .sbom = sbom,
                    .image = &opened.image,
                    .repository = plan.target ? plan.target->name() : opened.repository,
                    .tag = plan.target ? plan.target->tag.value_or("") : opened.tag,
                    .base = {},
                    .baseline = {},
                    .dockerfile = request.dockerfile,
                    .lock = plan.lock,
                    .pythons = request.pythons,
                    .lock_inputs = request.lock_inputs,
                    .wheelhouse = std::nullopt,
                    .trivy = request.trivy,
                    .secrets = &secrets,
                    .context = plan.context,
                    .source = opened.source.get()};
  if (!request.wheelhouse.empty()) inputs.wheelhouse = request.wheelhouse;
  TRY_ASSIGN(inputs.base, stated_base(request.base, options.base));
  TRY_ASSIGN(inputs.baseline, baseline_image(request.baseline, plan.fleet, opened, request.image));
  return run_scanners(inputs);
}

}  // namespace

std::string gated_name(const GateRequest& request, const GatePlan& plan, const std::string& repository) {
  if (plan.target) return plan.target->name();
  if (!request.name.empty()) return request.name;
  return repository.empty() ? request.image.image : repository;
}

Result<JudgedImage> judge_image(const GateRequest& request, const GatePlan& plan, OpenedImage& opened,
                                Progress& progress) {
  const Digest digest = opened.image.manifest_document.digest;
  SbomOptions options{.name = gated_name(request, plan, opened.repository),
                      .base = {},
                      .base_name = request.base,
                      .for_proof = true};
  TRY_ASSIGN(options.base, base_layers(request.base, opened, request.image));
  scanners::LayerSecretSearch secrets;
  options.watcher = &secrets;
  TRY_ASSIGN(ImageSbom sbom, make_sbom(opened, options, progress));
  TRY_ASSIGN(Collected collected, collect(request, plan, opened, options, sbom, secrets));
  TRY(check_interrupt());

  TRY_ASSIGN(auto vex, vex_about(plan, opened, request.image, sbom.document));
  JudgedImage judged;
  GateOutcome& outcome = judged.outcome;
  const std::string findings = evidence::write_findings(
      {{request.image.image, digest, request.service, opened.image.config.platform.to_string()},
       std::move(collected.runs),
       std::move(collected.findings),
       std::move(collected.scanner),
       collected.plan_score,
       stored_size(opened.image.manifest),
       std::move(vex)});
  // Decided from what is written, so that the files alone give the same decision again.
  TRY_ASSIGN(outcome.evidence, evidence::read_findings(findings, "findings.json"));
  if (plan.policy.looks_at_inventory()) {
    TRY_ASSIGN(outcome.evidence.inventory, sbom::read_cyclonedx(sbom.document));
  }
  const Time decided_at = system_time();
  outcome.decision = policy::evaluate(outcome.evidence, plan.policy, decided_at);
  outcome.evidence = model::as_judged(std::move(outcome.evidence), outcome.decision);
  outcome.policy_name = plan.policy.name;
  outcome.packages = count_packages(sbom.inventory);
  outcome.layers = opened.image.manifest.layers.size();

  // Reports are made before signing, so that the receipt covers them; they cannot say yet where the image
  // went.
  outcome.waivers = hurrying_waivers(plan.policy, outcome.evidence, decided_at);
  const report::ReportInput report{
      outcome.evidence,        outcome.decision, outcome.packages, outcome.layers, "", "",
      collected.distributions, outcome.waivers};
  outcome.markdown = report::write_markdown(report);
  const std::string sarif = report::write_sarif(report);
  TRY_ASSIGN(const oci::RawDocument root, opened.source->root());
  TRY_ASSIGN(auto input_files, plan.files.take());
  judged.inputs = describe_inputs({root.digest, plan.policy, outcome.evidence, source_of(plan), decided_at},
                                  std::move(input_files));
  TRY_ASSIGN(judged.files,
             make_evidence_files({opened.image, outcome.evidence, findings, outcome.decision,
                                  plan.policy_text, judged.inputs, sbom.document, collected.trivy_report,
                                  collected.distributions, outcome.markdown, sarif}));

  judged.sbom = std::move(sbom.document);
  return judged;
}

}  // namespace pushgate::gate
