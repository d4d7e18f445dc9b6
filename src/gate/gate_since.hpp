// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "gate/decision_changes.hpp"
#include "gate/stored_evidence.hpp"
#include "model/decision.hpp"
#include "model/evidence.hpp"

namespace pushgate::gate {

struct GateRequest;

/// `gate --since DIR`: how the decision differs from an earlier one.
struct GateSince {
  std::string folder;
  model::Subject subject;  ///< of the earlier decision, as what follows
  model::Verdict verdict = model::Verdict::unknown;
  std::optional<Time> decided_at;  ///< none: earlier gates did not say
  bool same_policy = false;
  DecisionChanges changes;
};

/// What comes of --only-new: deny, where a change brought something that denies; else unknown, where
/// something could not be looked at, new or not; else pass.
model::Verdict only_new_verdict(const GateSince& since, const model::Decision& decision);

/// An earlier decision.
struct EarlierDecision {
  std::string folder;
  StoredEvidence stored;  ///< its evidence as judged
};

/// The one that the request names, where it names one. Errors: misuse, where there is none at all, for one of
/// another service, and for flags that do not go together; unchecked, for one that is not whole.
Result<std::optional<EarlierDecision>> read_earlier(const GateRequest& request);

/// The one in a folder, for an image of that service. Errors: as above.
Result<EarlierDecision> read_earlier(const std::string& folder, const std::string& service);

/// Errors: misuse, where it is about another platform.
Result<void> check_platform(const EarlierDecision& earlier, const std::string& platform);

/// `evidence` is as judged.
GateSince compare_with(const EarlierDecision& earlier, const model::Evidence& evidence,
                       const model::Decision& decision, const model::Inventory& inventory, Time decided_at);

}  // namespace pushgate::gate
