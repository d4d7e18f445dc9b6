// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "model/evidence.hpp"
#include "policy/expectation.hpp"
#include "policy/waiver.hpp"

namespace pushgate::policy {

/// What a team expects of its policy in one situation.
struct PolicyCase {
  std::string name;
  std::uint32_t line = 0;
  std::string policy;           ///< a file, as it is written
  std::optional<Time> at;       ///< when it is decided; none: when the evidence was
  std::string evidence;         ///< a folder, as it is written; empty: `made` is judged
  model::Evidence made;         ///< complete but for what the case says, and without a scanner's identity
  std::vector<Waiver> waivers;  ///< besides the policy's
  Expectation expected;
};

/// Reads a file of cases (YAML, policies/policy-tests.schema.json). Every error with file, line and column:
/// unknown and duplicate keys, a rule, scanner or severity that does not exist, a case that expects nothing
/// or says nothing, two of one name. Errors: misuse. Untrusted: the text. Limits: k_yaml_bytes.
Result<std::vector<PolicyCase>> parse_cases(std::string_view text, std::string_view file_name);

}  // namespace pushgate::policy
