// SPDX-License-Identifier: Apache-2.0
#include "gate/gate_image.hpp"

#include <optional>
#include <utility>

#include "gate/evidence_files.hpp"
#include "gate/gate_plan.hpp"
#include "gate/judge_image.hpp"
#include "gate/receipt.hpp"
#include "gate/signed_decision.hpp"
#include "registry/push.hpp"
#include "sbom/cyclonedx.hpp"

namespace pushgate::gate {

namespace {

Result<std::string> push(const GateRequest& request, const GatePlan& plan, OpenedImage& opened,
                         const std::vector<registry::ReferrerArtifact>& artifacts, Progress& progress) {
  registry::Client client(*plan.target, request.image.registry);
  const registry::PushOptions options{request.no_tag ? std::string() : *plan.target->tag};
  TRY(registry::push_image(client, *opened.source, opened.image, artifacts, options, progress));
  return plan.target->name() + "@" + opened.image.manifest_document.digest.to_string();
}

}  // namespace

Result<GateOutcome> gate_image(const GateRequest& request, const AskPassword& ask, Progress& progress) {
  TRY_ASSIGN(const GatePlan plan, read_gate_plan(request, ask));
  TRY_ASSIGN(const Time time, document_time());
  TRY_ASSIGN(const auto earlier, read_earlier(request));
  TRY_ASSIGN(OpenedImage opened, open_image(request.image));
  if (earlier) TRY(check_platform(*earlier, opened.image.config.platform.to_string()));
  TRY_ASSIGN(JudgedImage judged, judge_image(request, plan, opened, progress));
  GateOutcome& outcome = judged.outcome;
  if (earlier) {
    TRY_ASSIGN(const auto inventory, sbom::read_cyclonedx(judged.sbom));
    outcome.since =
        compare_with(*earlier, outcome.evidence, outcome.decision, inventory, judged.inputs.decided_at);
  }
  auto& files = judged.files;

  const bool passed = outcome.decision.verdict == model::Verdict::pass;
  const Digest& digest = opened.image.manifest_document.digest;
  const ReceiptSubject subject{
      gated_name(request, plan, opened.repository), {digest}, plan.policy.name, plan.policy.digest, time};
  if (passed && plan.key) {
    TRY_ASSIGN(files[k_receipt_file], sign_receipt(subject, files, {judged.inputs}, *plan.key));
  }
  if (!passed && plan.audit_key) {
    TRY_ASSIGN(files[k_signed_decision_file],
               sign_decision(subject, outcome.decision.verdict, files.at(k_evidence_file), *plan.audit_key));
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
               make_artifacts(subject, digest, judged.sbom, files.at(k_receipt_file), *plan.key));
    TRY_ASSIGN(outcome.pushed, push(request, plan, opened, artifacts, progress));
  }
  if (staged) TRY(staged->commit());
  return std::move(outcome);
}

}  // namespace pushgate::gate
