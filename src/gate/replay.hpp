// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "model/decision.hpp"
#include "model/finding.hpp"

namespace pushgate::gate {

inline constexpr const char* k_replay_rule = "verify/replay";

/// What came of deciding again from an evidence folder alone.
struct Replay {
  std::optional<model::Decision> decision;  ///< the new one; none where what it is made from is not there
  bool same = false;                        ///< decision.json has its very bytes
  std::vector<model::Finding> findings;     ///< why there is no new one, or how the two differ
  std::vector<std::string> notes;           ///< what was not as it is here
};

/// Decides from findings.json, policy.yaml and, where the policy looks at it, sbom.cdx.json at the time that
/// inputs.json has, and compares with decision.json. `files` are those of the folder, by name. Untrusted: the
/// files.
Replay replay_decision(const std::map<std::string, std::string>& files, const std::string& folder);

/// A finding of `verify` about a file of an evidence folder, with the heaviest severity.
model::Finding evidence_finding(std::string rule, const std::string& path, std::string message,
                                std::string hint = "");

}  // namespace pushgate::gate
