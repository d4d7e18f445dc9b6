// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "attest/statement.hpp"
#include "base/clock.hpp"
#include "base/digest.hpp"
#include "evidence/inputs.hpp"
#include "model/evidence.hpp"
#include "policy/policy.hpp"

namespace pushgate::gate {

/// All that a decision was made from.
struct DecisionInputs {
  const Digest& root;  ///< of what the image's name resolved to: the image, or the index it was chosen from
  const policy::Policy& policy;
  const model::Evidence& evidence;
  const std::string& source;  ///< the folder whose revision is told; may be empty
  Time decided_at;
};

/// inputs.json: the image, the index that it was chosen from, the user's files, the revision that the
/// Dockerfile stands at, the policy, the rules, the scanner with its database, the plan score.
evidence::InputsDocument describe_inputs(const DecisionInputs& inputs, std::vector<evidence::Input> files);

/// The same as a receipt names them: those that have a digest or a commit, `lock:app/requirements.lock`.
std::vector<attest::InputAttestation> named_by_digest(const evidence::InputsDocument& document);

}  // namespace pushgate::gate
