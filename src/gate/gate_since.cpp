// SPDX-License-Identifier: Apache-2.0
#include "gate/gate_since.hpp"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <system_error>
#include <utility>

#include "base/format.hpp"
#include "gate/gate_image.hpp"
#include "model/judged_evidence.hpp"

namespace pushgate::gate {

model::Verdict only_new_verdict(const GateSince& since, const model::Decision& decision) {
  const auto brought = [](const NewReason& one) {
    return one.reason.effect == model::Verdict::deny && is_of_change(one.blame);
  };
  const auto is_blind = [](const model::Reason& one) { return one.effect == model::Verdict::unknown; };
  if (std::ranges::any_of(since.changes.appeared, brought)) return model::Verdict::deny;
  return std::ranges::any_of(decision.reasons, is_blind) ? model::Verdict::unknown : model::Verdict::pass;
}

Result<std::optional<EarlierDecision>> read_earlier(const GateRequest& request) {
  if (request.only_new) {
    if (request.since.empty()) {
      return fail(Error::misuse("--only-new",
                                "needs an earlier decision to compare with; expected --since "
                                "DIR, an evidence folder"));
    }
    for (const auto& [flag, value] : {std::pair("--push", &request.push), {"--key", &request.key}}) {
      if (value->empty()) continue;
      return fail(Error::misuse("--only-new", fmt::format("cannot stand beside {}: what is signed and pushed "
                                                          "is what the policy lets pass, new or not",
                                                          flag))
                      .with_hint("sign and push in a run of their own, without --only-new"));
    }
  }
  if (request.since.empty()) return std::nullopt;
  TRY_ASSIGN(auto earlier, read_earlier(request.since, request.service));
  return earlier;
}

Result<EarlierDecision> read_earlier(const std::string& folder, const std::string& service) {
  std::error_code code;
  if (!std::filesystem::exists(folder, code))
    return fail(Error::misuse(folder, "does not exist; expected the evidence folder of an earlier decision"));
  auto stored = read_stored_evidence(folder);
  if (!stored) return fail(std::move(stored).error().during("reading the earlier decision"));
  const std::string& before = stored->evidence.subject.service;
  if (!before.empty() && !service.empty() && before != service)
    return fail(
        Error::misuse(folder, fmt::format("is about the service '{}'; expected '{}'", before, service)));
  stored->evidence = model::as_judged(std::move(stored->evidence), stored->decision);
  return EarlierDecision{folder, std::move(*stored)};
}

Result<void> check_platform(const EarlierDecision& earlier, const std::string& platform) {
  const std::string& before = earlier.stored.evidence.subject.platform;
  if (before.empty() || platform.empty() || before == platform) return {};
  return fail(
      Error::misuse(earlier.folder, fmt::format("is about an image for {}; expected {}", before, platform)));
}

GateSince compare_with(const EarlierDecision& earlier, const model::Evidence& evidence,
                       const model::Decision& decision, const model::Inventory& inventory, Time decided_at) {
  const auto& [folder, stored] = earlier;
  GateSince since{folder, stored.evidence.subject, stored.decision.verdict, std::nullopt, false, {}};
  if (stored.inputs) since.decided_at = stored.inputs->decided_at;
  since.same_policy = stored.decision.policy == decision.policy;
  since.changes =
      compare_decisions({stored.evidence, stored.decision, stored.inventory},
                        {evidence, decision, inventory, std::chrono::floor<std::chrono::days>(decided_at)});
  return since;
}

}  // namespace pushgate::gate
