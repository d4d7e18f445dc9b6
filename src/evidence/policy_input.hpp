// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "evidence/documents.hpp"
#include "model/component.hpp"
#include "model/decision.hpp"
#include "model/evidence.hpp"

namespace pushgate::evidence {

/// What an evidence folder says, for policies of others: OPA, conftest.
struct PolicyInput {
  const model::Evidence& evidence;  ///< as judged
  const model::Decision& decision;
  const model::Inventory& inventory;
  const std::vector<SubjectLayer>& blobs;  ///< of the layers, lowest first
  std::optional<Time> decided_at;          ///< none: earlier gates did not say
};

/// `pushgate.policy-input/v1`, policies/policy-input.schema.json. Every member is always there, null where
/// nobody knows: a rule over a member that is absent never fires. A finding's `effect` is what the decision
/// made of it; of several findings that one reason may mean, all have its effect.
std::string write_policy_input(const PolicyInput& input);

}  // namespace pushgate::evidence
