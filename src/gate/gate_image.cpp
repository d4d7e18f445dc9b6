// SPDX-License-Identifier: Apache-2.0
#include "gate/gate_image.hpp"

#include <filesystem>
#include <optional>
#include <utility>

#include "base/interrupt.hpp"
#include "base/limits.hpp"
#include "evidence/documents.hpp"
#include "gate/base_image.hpp"
#include "gate/evidence_files.hpp"
#include "gate/input_files.hpp"
#include "gate/policy_file.hpp"
#include "gate/push_target.hpp"
#include "gate/receipt.hpp"
#include "gate/receipt_inputs.hpp"
#include "model/judged_evidence.hpp"
#include "oci/reference.hpp"
#include "policy/policy.hpp"
#include "registry/push.hpp"
#include "report/report.hpp"
#include "sbom/cyclonedx.hpp"
#include "scanners/lock/lock_files.hpp"
#include "scanners/lock/lock_target.hpp"
#include "scanners/plan/dockerfile_place.hpp"
#include "store/files.hpp"

namespace pushgate::gate {

namespace {

/// What the flags and files say, read and checked before the image is touched.
struct Plan {
  FleetChoice fleet;
  std::string lock;        ///< empty: none
  std::string dockerfile;  ///< the one that is judged; empty: none
  InputFiles files;
  std::string policy_text;
  policy::Policy policy;
  BuildContext context;
  std::optional<oci::Reference> target;
  std::optional<crypto::PrivateKey> key;
};

Result<std::optional<oci::Reference>> push_target(const GateRequest& request) {
  if (request.push.empty()) return std::nullopt;
  if (request.key.empty()) {
    return fail(Error::misuse("--push", "needs a key: what is pushed is signed")
                    .with_hint("make one with `pushgate key generate` and give it with --key cosign.key"));
  }
  TRY_ASSIGN(oci::Reference target,
             parse_push_target("--push " + request.push, request.push, request.no_tag));
  return target;
}

Result<void> check_name(const GateRequest& request) {
  if (request.name.empty()) return {};
  if (!request.push.empty())
    return fail(Error::misuse("--name", "is for an image that is pushed later; --push names this one"));
  TRY_ASSIGN(const oci::Reference name, oci::Reference::parse(request.name));
  if (name.name() == request.name) return {};
  return fail(
      Error::misuse("--name " + request.name, "expected REGISTRY/REPOSITORY alone, such as " + name.name()));
}

/// That which the plan's rules judge.
std::string dockerfile_for(const GateRequest& request, const FleetChoice& fleet) {
  if (!request.dockerfile.empty() || !fleet.service) return request.dockerfile;
  return scanners::place_of(*fleet.fleet, *fleet.service, scanners::find_dockerfiles(*fleet.fleet))
      .file.value_or("");
}

void add_files(const GateRequest& request, const std::string& lock, const std::string& dockerfile,
               InputFiles& files) {
  if (!lock.empty()) {
    const auto behind = scanners::lock_files(lock);
    for (const auto& file : behind.own) files.add("lock", file);
    if (request.lock_inputs)
      for (const auto& file : behind.inputs) files.add("lock-input", file);
  }
  if (!request.wheelhouse.empty()) files.add_wheelhouse(request.wheelhouse);
  if (!dockerfile.empty()) files.add("dockerfile", dockerfile);
}

Result<Plan> read_plan(const GateRequest& request, const AskPassword& ask) {
  TRY_ASSIGN(std::optional<oci::Reference> target, push_target(request));
  TRY(check_name(request));
  InputFiles files;
  files.add("fleet", fleet_file_or_default(request.fleet_file));
  TRY_ASSIGN(FleetChoice fleet, load_fleet(request.fleet_file, request.service));
  if (!fleet.fleet) files = {};
  TRY_ASSIGN(PolicyFile policy_file, find_policy(request.policy_file, fleet));
  TRY_ASSIGN(policy::Policy policy, parse_policy(policy_file));
  std::string lock = request.lock.empty() ? lock_of(fleet) : request.lock;
  if (!request.wheelhouse.empty() && lock.empty()) {
    return fail(Error::misuse("--wheelhouse", "needs a lock to compare with; expected --lock FILE"));
  }
  TRY(scanners::lock_targets(request.pythons, {}));
  if (!request.dockerfile.empty())
    TRY(store::read_file(request.dockerfile, limits::k_dockerfile_bytes, /*missing_is_misuse=*/true));
  TRY_ASSIGN(BuildContext context, build_context(request.context, fleet));
  std::string dockerfile = dockerfile_for(request, fleet);
  add_files(request, lock, dockerfile, files);
  Plan plan{std::move(fleet),
            std::move(lock),
            std::move(dockerfile),
            std::move(files),
            std::move(policy_file.text),
            std::move(policy),
            std::move(context),
            std::move(target),
            std::nullopt};
  if (!request.key.empty()) {
    TRY_ASSIGN(plan.key, load_signing_key(request.key, ask));
  }
  return plan;
}

/// The folder that the image was built from, as far as anybody says.
std::string source_of(const Plan& plan) {
  if (plan.context.folder) return plan.context.folder->folder.string();
  if (plan.dockerfile.empty()) return "";
  const auto folder = std::filesystem::path(plan.dockerfile).parent_path();
  return folder.empty() ? "." : folder.string();
}

/// What the image is called in documents: where it goes, now or later, else where it came from, else as the
/// user named it.
std::string name_of(const GateRequest& request, const Plan& plan, const OpenedImage& opened) {
  if (plan.target) return plan.target->name();
  if (!request.name.empty()) return request.name;
  return document_name(opened, request.image);
}

Result<Collected> collect(const GateRequest& request, const Plan& plan, const OpenedImage& opened,
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

Result<std::string> push(const GateRequest& request, const Plan& plan, OpenedImage& opened,
                         const std::vector<registry::ReferrerArtifact>& artifacts, Progress& progress) {
  registry::Client client(*plan.target, request.image.registry);
  const registry::PushOptions options{request.no_tag ? std::string() : *plan.target->tag};
  TRY(registry::push_image(client, *opened.source, opened.image, artifacts, options, progress));
  return plan.target->name() + "@" + opened.image.manifest_document.digest.to_string();
}

}  // namespace

Result<GateOutcome> gate_image(const GateRequest& request, const AskPassword& ask, Progress& progress) {
  TRY_ASSIGN(const Plan plan, read_plan(request, ask));
  TRY_ASSIGN(const Time time, document_time());
  TRY_ASSIGN(OpenedImage opened, open_image(request.image));
  const std::string name = name_of(request, plan, opened);
  const Digest digest = opened.image.manifest_document.digest;

  SbomOptions options{.name = name, .base = {}, .base_name = request.base, .for_proof = true};
  TRY_ASSIGN(options.base, base_layers(request.base, opened, request.image));
  scanners::LayerSecretSearch secrets;
  options.watcher = &secrets;
  TRY_ASSIGN(const ImageSbom sbom, make_sbom(opened, options, progress));
  TRY_ASSIGN(Collected collected, collect(request, plan, opened, options, sbom, secrets));
  TRY(check_interrupt());

  GateOutcome outcome;
  const std::string findings = evidence::write_findings(
      {{request.image.image, digest, request.service, opened.image.config.platform.to_string()},
       std::move(collected.runs),
       std::move(collected.findings),
       std::move(collected.scanner),
       collected.plan_score,
       stored_size(opened.image.manifest)});
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
  const report::ReportInput report{
      outcome.evidence, outcome.decision, outcome.packages, outcome.layers, "", "", collected.distributions};
  outcome.markdown = report::write_markdown(report);
  const std::string sarif = report::write_sarif(report);
  TRY_ASSIGN(const oci::RawDocument root, opened.source->root());
  TRY_ASSIGN(auto input_files, plan.files.take());
  const evidence::InputsDocument inputs = describe_inputs(
      {root.digest, plan.policy, outcome.evidence, source_of(plan), decided_at}, std::move(input_files));
  TRY_ASSIGN(auto files, make_evidence_files({opened.image, outcome.evidence, findings, outcome.decision,
                                              plan.policy_text, inputs, sbom.document, collected.trivy_report,
                                              collected.distributions, outcome.markdown, sarif}));

  const bool passed = outcome.decision.verdict == model::Verdict::pass;
  const ReceiptSubject subject{name, digest, plan.policy.name, plan.policy.digest, time};
  if (passed && plan.key) {
    TRY_ASSIGN(files[k_receipt_file], sign_receipt(subject, files, inputs, *plan.key));
  }
  // On disk before the push, in its place only after it: a push that fails leaves the older evidence, and no
  // receipt for an image that is nowhere.
  std::optional<store::StagedFolder> staged;
  if (!request.evidence_dir.empty()) {
    TRY_ASSIGN(store::StagedFolder folder, stage_evidence_folder(request.evidence_dir, files));
    staged.emplace(std::move(folder));
  }
  if (passed && plan.target) {
    TRY_ASSIGN(const auto artifacts,
               make_artifacts(subject, sbom.document, files.at(k_receipt_file), *plan.key));
    TRY_ASSIGN(outcome.pushed, push(request, plan, opened, artifacts, progress));
  }
  if (staged) TRY(staged->commit());
  return outcome;
}

}  // namespace pushgate::gate
