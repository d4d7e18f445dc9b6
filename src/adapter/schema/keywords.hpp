// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <regex>
#include <set>
#include <string>
#include <valijson/constraint_builder.hpp>

namespace pushgate::schema {

/// What the constraints of a schema look up. They only point into it, because valijson frees a constraint
/// without destroying it.
struct KeywordData {
  std::deque<std::regex> patterns;
  std::deque<std::set<std::string>> choices;
};

/// Builders for `pattern`, `format` and an `enum` of texts as we check them. The parser that they are given
/// to deletes them.
const valijson::ConstraintBuilder* new_pattern_builder(KeywordData& data);
const valijson::ConstraintBuilder* new_format_builder();
const valijson::ConstraintBuilder* new_enum_builder(KeywordData& data);

}  // namespace pushgate::schema
