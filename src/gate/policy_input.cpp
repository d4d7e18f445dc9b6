// SPDX-License-Identifier: Apache-2.0
#include "gate/policy_input.hpp"

#include <optional>
#include <utility>

#include "evidence/policy_input.hpp"
#include "gate/stored_evidence.hpp"
#include "model/judged_evidence.hpp"

namespace pushgate::gate {

Result<std::string> make_policy_input(const std::string& folder) {
  TRY_ASSIGN(StoredEvidence stored, read_stored_evidence(folder));
  stored.evidence = model::as_judged(std::move(stored.evidence), stored.decision);
  return evidence::write_policy_input(
      {stored.evidence, stored.decision, stored.inventory, stored.blobs,
       stored.inputs ? std::optional<Time>(stored.inputs->decided_at) : std::nullopt});
}

}  // namespace pushgate::gate
