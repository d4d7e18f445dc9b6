// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "base/result.hpp"
#include "model/rule_book.hpp"

namespace pushgate::policy {

/// Reads policies/rules.yaml. Errors: misuse, all of them, with file, line and column.
Result<model::RuleBook> parse_rule_book(std::string_view text, std::string_view file_name);

}  // namespace pushgate::policy
