// SPDX-License-Identifier: Apache-2.0
#include "policy/document/rule_book_reader.hpp"

#include <string>
#include <utility>

#include "adapter/yaml/mapping_reader.hpp"
#include "base/format.hpp"
#include "policy/document/severity_reader.hpp"

namespace pushgate::policy {

namespace {

constexpr int k_full_score = 100;
constexpr int k_last_priority = 3;

model::Rule read_rule(const yaml::Entry& entry, yaml::Problems& problems) {
  const yaml::MappingReader reader(entry.value, "rule '" + entry.key + "'",
                                   {"severity", "priority", "weight", "says", "why"}, problems);
  model::Rule rule;
  rule.id = entry.key;
  if (const yaml::Node* severity = reader.require("severity"))
    rule.severity = read_severity(*severity, "severity", problems).value_or(model::Severity::unknown);
  rule.weight = static_cast<int>(reader.integer("weight", 0, k_full_score).value_or(0));
  rule.priority = static_cast<int>(reader.integer("priority", 1, k_last_priority).value_or(0));
  rule.says = reader.string("says").value_or("");
  rule.why = reader.require_string("why").value_or("");
  if (entry.key.find('/') == std::string::npos)
    problems.add(entry.key_at, fmt::format("rule '{}' names no scanner; expected SCANNER/NAME", entry.key));
  return rule;
}

}  // namespace

Result<model::RuleBook> parse_rule_book(std::string_view text, std::string_view file_name) {
  yaml::Problems problems{std::string(file_name)};
  model::RuleBook book;
  if (const auto document = yaml::parse(text, problems)) {
    const yaml::MappingReader root(*document, "the rule book", {"version", "rules"}, problems);
    root.require_integer("version", 1, 1);
    if (const auto* rules = root.require_mapping("rules")) {
      for (const yaml::Entry& entry : *rules) book.emplace(entry.key, read_rule(entry, problems));
    }
  }
  if (!problems.empty()) return fail(problems.error());
  return book;
}

}  // namespace pushgate::policy
