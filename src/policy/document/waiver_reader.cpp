// SPDX-License-Identifier: Apache-2.0
#include "policy/document/waiver_reader.hpp"

#include <algorithm>
#include <optional>
#include <string>

#include "adapter/yaml/mapping_reader.hpp"
#include "base/format.hpp"

namespace pushgate::policy {

namespace {

/// A text that is there and says something.
std::optional<std::string> require_words(const yaml::MappingReader& reader, std::string_view key,
                                         yaml::Problems& problems) {
  auto text = reader.require_string(key);
  if (text && text->find_first_not_of(" \t\r\n") == std::string::npos) {
    problems.add(reader.position(key), fmt::format("\"{}\" of a waiver is empty; expected a text", key));
    return std::nullopt;
  }
  return text;
}

std::optional<std::string> read_rule(const yaml::MappingReader& reader, const model::RuleBook& rules,
                                     yaml::Problems& problems) {
  auto rule = require_words(reader, "rule", problems);
  if (!rule) return std::nullopt;
  if (rule->starts_with("policy/")) {
    problems.add(reader.position("rule"), fmt::format("{} cannot be waived; it says that something was not "
                                                      "checked",
                                                      *rule));
    return std::nullopt;
  }
  const bool names_advisory = rule->starts_with("vuln/") && rule->size() > 5;
  if (names_advisory || rules.contains(*rule)) return rule;
  problems.add(
      reader.position("rule"),
      fmt::format("rule '{}' is not known; expected vuln/ID or a rule of policies/rules.yaml", *rule),
      rule->starts_with("CVE-") ? fmt::format("did you mean 'vuln/{}'?", *rule) : "");
  return std::nullopt;
}

std::optional<Date> read_expiry(const yaml::MappingReader& reader, yaml::Problems& problems) {
  const auto text = reader.require_string("expires");
  if (!text) return std::nullopt;
  const auto date = parse_date(*text);
  if (date) return *date;
  problems.add(reader.position("expires"),
               fmt::format("\"expires\" is '{}'; expected a day of the calendar, YYYY-MM-DD", *text));
  return std::nullopt;
}

std::optional<Waiver> read_waiver(const yaml::Node& node, const model::RuleBook& rules,
                                  yaml::Problems& problems) {
  const yaml::MappingReader reader(node, "a waiver", {"rule", "subject", "reason", "owner", "expires"},
                                   problems);
  const auto rule = read_rule(reader, rules, problems);
  // An empty subject would hold for everything, which nobody says by leaving a value away.
  const auto subject = reader.find("subject") == nullptr ? std::optional<std::string>("")
                                                         : require_words(reader, "subject", problems);
  const auto reason = require_words(reader, "reason", problems);
  const auto owner = require_words(reader, "owner", problems);
  const auto expires = read_expiry(reader, problems);
  if (!rule || !subject || !reason || !owner || !expires) return std::nullopt;
  return Waiver{*rule, *subject, *reason, *owner, *expires};
}

}  // namespace

std::vector<Waiver> read_waivers(const std::vector<yaml::Node>& nodes, const model::RuleBook& rules,
                                 yaml::Problems& problems) {
  std::vector<Waiver> waivers;
  for (const yaml::Node& node : nodes) {
    const auto waiver = read_waiver(node, rules, problems);
    if (!waiver) continue;
    const auto is_same = [&](const Waiver& other) {
      return other.rule == waiver->rule && other.subject == waiver->subject;
    };
    if (std::any_of(waivers.begin(), waivers.end(), is_same)) {
      problems.add(node.at, fmt::format("{}{} is waived twice; expected one waiver", waiver->rule,
                                        waiver->subject.empty() ? "" : " of " + waiver->subject));
      continue;
    }
    waivers.push_back(*waiver);
  }
  return waivers;
}

}  // namespace pushgate::policy
