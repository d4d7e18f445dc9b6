// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "adapter/json/json.hpp"
#include "model/finding.hpp"

namespace pushgate::report {

/// The rules of a SARIF run, in the order of their ids, and where each stands.
struct SarifRules {
  json::Array array;
  std::map<std::string, std::size_t, std::less<>> index;
};

/// A rule for each rule id of the findings, with the severity of its heaviest finding.
SarifRules make_sarif_rules(const std::vector<model::Finding>& findings);

/// The most that a rule's texts take where it is that of this finding.
std::size_t sarif_rule_bytes(const model::Finding& finding);

/// Text for a SARIF message: at most `bytes`, never empty, no control characters, and no `[text](target)`,
/// which viewers make a link of (SARIF 2.1.0, 3.11.6).
std::string sarif_text(std::string_view text, std::size_t bytes);

/// `error`, `warning` or `note`.
std::string_view sarif_level(const model::Finding& finding);

}  // namespace pushgate::report
