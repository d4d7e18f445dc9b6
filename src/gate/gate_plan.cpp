// SPDX-License-Identifier: Apache-2.0
#include "gate/gate_plan.hpp"

#include <utility>

#include "base/limits.hpp"
#include "gate/policy_file.hpp"
#include "gate/push_target.hpp"
#include "gate/vex_statements.hpp"
#include "scanners/lock/lock_files.hpp"
#include "scanners/lock/lock_target.hpp"
#include "scanners/plan/dockerfile_place.hpp"
#include "store/files.hpp"

namespace pushgate::gate {

namespace {

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

/// The key that signs refusals signs nothing else.
Result<void> load_audit_key(const GateRequest& request, const AskPassword& ask, GatePlan& plan) {
  if (request.audit_key.empty()) return {};
  if (request.evidence_dir.empty())
    return fail(
        Error::misuse("--audit-key", "signs what goes into the evidence folder; expected --evidence DIR"));
  TRY_ASSIGN(plan.audit_key, load_signing_key(request.audit_key, ask));
  if (!plan.key) return {};
  TRY_ASSIGN(const crypto::PublicKey audit, plan.audit_key->public_key());
  TRY_ASSIGN(const crypto::PublicKey release, plan.key->public_key());
  if (audit.fingerprint() != release.fingerprint()) return {};
  return fail(Error::misuse("--audit-key",
                            "is the key of --key; expected another: cosign takes whatever the "
                            "release key signed for a signature of the image")
                  .with_hint("make one with `pushgate key generate --output-key-prefix audit`"));
}

}  // namespace

Result<GatePlan> read_gate_plan(const GateRequest& request, const AskPassword& ask) {
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
  for (const std::string& file : request.vex) files.add("vex", file);
  TRY_ASSIGN(auto vex, read_vex_files(request.vex));
  TRY_ASSIGN(attest::Trust vex_trust, read_vex_keys(request.vex_keys));
  std::string dockerfile = dockerfile_for(request, fleet);
  add_files(request, lock, dockerfile, files);
  GatePlan plan{std::move(fleet),
                std::move(lock),
                std::move(dockerfile),
                std::move(files),
                std::move(policy_file.text),
                std::move(policy),
                std::move(vex),
                std::move(vex_trust),
                std::move(context),
                std::move(target),
                std::nullopt,
                std::nullopt};
  if (!request.key.empty()) {
    TRY_ASSIGN(plan.key, load_signing_key(request.key, ask));
  }
  TRY(load_audit_key(request, ask, plan));
  return plan;
}

}  // namespace pushgate::gate
