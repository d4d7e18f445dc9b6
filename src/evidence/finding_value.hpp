// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "adapter/json/json.hpp"
#include "base/clock.hpp"
#include "base/result.hpp"
#include "model/finding.hpp"

namespace pushgate::evidence {

/// One finding as findings.json and decision.json have it.
json::Value finding_value(const model::Finding& finding);
Result<model::Finding> read_finding(const json::Value& value, std::string_view where);

/// A member that is a day, `2026-01-02`.
Result<Date> read_date(const json::Value& object, std::string_view name, std::string_view where);

/// A member that spells a severity.
Result<model::Severity> read_severity(const json::Value& object, std::string_view where);

}  // namespace pushgate::evidence
