// SPDX-License-Identifier: Apache-2.0
#include "policy/document/layer_rules_reader.hpp"

#include <optional>
#include <string>

#include "base/age.hpp"
#include "base/format.hpp"
#include "policy/document/severity_reader.hpp"

namespace pushgate::policy {

namespace {

void read_fail_on(const yaml::MappingReader& reader, LayerRules& rules, yaml::Problems& problems) {
  const auto* nodes = reader.sequence("fail_on");
  if (nodes == nullptr) return;
  rules.fail_on.clear();
  if (nodes->empty()) {
    problems.add(
        reader.position("fail_on"),
        "\"fail_on\" is empty, so that nothing would ever be denied; expected at least one severity");
  }
  for (const yaml::Node& node : *nodes) {
    if (const auto severity = read_severity(node, "fail_on", problems)) rules.fail_on.insert(*severity);
  }
}

/// Advisories have a day and no hour.
std::optional<std::chrono::days> read_days(const yaml::MappingReader& reader, std::string_view key,
                                           yaml::Problems& problems) {
  const auto text = reader.string(key);
  if (!text) return std::nullopt;
  const auto age = parse_age(*text);
  if (age && text->ends_with('d')) return std::chrono::floor<std::chrono::days>(*age);
  problems.add(reader.position(key), fmt::format("\"{}\" is '{}'; expected days, as in 14d", key, *text));
  return std::nullopt;
}

}  // namespace

void read_layer_rules(const yaml::MappingReader& reader, LayerRules& rules, yaml::Problems& problems) {
  read_fail_on(reader, rules, problems);
  if (const auto ignore = reader.boolean("ignore_unfixed")) rules.ignore_unfixed = *ignore;
  if (const yaml::Node* node = reader.find("grace")) {
    const yaml::MappingReader grace(*node, "grace", {"after_publication", "after_fix"}, problems);
    rules.grace = {read_days(grace, "after_publication", problems), read_days(grace, "after_fix", problems)};
  }
}

}  // namespace pushgate::policy
