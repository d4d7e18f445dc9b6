// SPDX-License-Identifier: Apache-2.0
#include "gate/gate_since.hpp"

#include <filesystem>
#include <system_error>
#include <utility>

#include "base/format.hpp"
#include "gate/gate_image.hpp"
#include "model/judged_evidence.hpp"
#include "sbom/cyclonedx.hpp"

namespace pushgate::gate {

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
  std::error_code code;
  if (!std::filesystem::exists(request.since, code))
    return fail(Error::misuse(request.since,
                              "does not exist; expected the evidence folder of an earlier "
                              "decision"));
  auto stored = read_stored_evidence(request.since);
  if (!stored) return fail(std::move(stored).error().during("reading what --since names"));
  const std::string& service = stored->evidence.subject.service;
  if (!service.empty() && !request.service.empty() && service != request.service) {
    return fail(Error::misuse(
        request.since, fmt::format("is about the service '{}'; expected '{}'", service, request.service)));
  }
  stored->evidence = model::as_judged(std::move(stored->evidence), stored->decision);
  return EarlierDecision{request.since, std::move(*stored)};
}

Result<void> check_platform(const EarlierDecision& earlier, const std::string& platform) {
  const std::string& before = earlier.stored.evidence.subject.platform;
  if (before.empty() || platform.empty() || before == platform) return {};
  return fail(
      Error::misuse(earlier.folder, fmt::format("is about an image for {}; expected {}", before, platform)));
}

Result<GateSince> compare_with(const EarlierDecision& earlier, const model::Evidence& evidence,
                               const model::Decision& decision, std::string_view sbom) {
  const auto& [folder, stored] = earlier;
  TRY_ASSIGN(const model::Inventory inventory, sbom::read_cyclonedx(sbom));
  GateSince since{folder, stored.evidence.subject, stored.decision.verdict, std::nullopt, false, {}};
  if (stored.inputs) since.decided_at = stored.inputs->decided_at;
  since.same_policy = stored.decision.policy == decision.policy;
  since.changes = compare_decisions({stored.evidence, stored.decision, stored.inventory},
                                    {evidence, decision, inventory});
  return since;
}

}  // namespace pushgate::gate
