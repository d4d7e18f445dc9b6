// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "base/clock.hpp"
#include "model/decision.hpp"
#include "model/evidence.hpp"
#include "policy/policy.hpp"

namespace pushgate::policy {

/// Why the scanners' results cannot be relied on: each scanner that was asked and did not end, each that the
/// policy needs and nobody asked, and what the policy says about the vulnerability scanner (version,
/// executable, sandbox, age of its database). Every reason is `unknown`; none where all is well.
std::vector<model::Reason> judge_scanners(const model::Evidence& evidence, const Policy& policy, Time now);

/// A vulnerability scanner with which they are content, and a database of that time.
model::ScannerIdentity accepted_scanner(const ScannerRules& rules, Time now);

}  // namespace pushgate::policy
