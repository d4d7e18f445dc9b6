// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "base/clock.hpp"
#include "model/decision.hpp"
#include "model/evidence.hpp"
#include "policy/policy.hpp"

namespace pushgate::policy {

/// What becomes of one finding, and what decided that.
struct FindingFate {
  model::Severity severity = model::Severity::unknown;  ///< as the policy judges it
  model::Verdict verdict = model::Verdict::pass;        ///< deny, unknown, or it passes
  std::string
      because;  ///< the rule, waiver or VEX statement, in words: `its severity HIGH is one of fail_on`
};

/// One finding of the evidence, or of those that the policy itself found in it, decided by evaluate().
FindingFate fate_of(const model::Finding& finding, const model::Evidence& evidence, const Policy& policy,
                    Time now);

}  // namespace pushgate::policy
