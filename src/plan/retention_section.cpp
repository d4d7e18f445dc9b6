// SPDX-License-Identifier: Apache-2.0
#include "plan/retention_section.hpp"

#include <cstddef>
#include <regex>
#include <utility>

#include "base/format.hpp"
#include "plan/fleet_checks.hpp"

namespace pushgate::plan {

namespace {

constexpr std::int64_t k_most_days = 36'500;
constexpr std::int64_t k_most_images = 1'000'000;
constexpr std::size_t k_pattern_bytes = 256;
constexpr std::size_t k_tag_bytes = 128;

void read_count(const yaml::MappingReader& reader, std::string_view key, std::int64_t most,
                std::optional<std::uint32_t>& value) {
  if (const auto number = reader.integer(key, 1, most)) value = static_cast<std::uint32_t>(*number);
}

bool is_pattern(const std::string& text) {
  try {
    return text.size() <= k_pattern_bytes && !text.empty() && std::regex(text).mark_count() < k_pattern_bytes;
  } catch (const std::regex_error&) {
    return false;
  }
}

std::vector<std::string> read_patterns(const std::vector<yaml::Node>& nodes, yaml::Problems& problems) {
  std::vector<std::string> patterns;
  for (const yaml::Node& node : nodes) {
    auto text = yaml::as_string(node, "keep_tags", problems);
    if (!text) continue;
    if (is_pattern(*text))
      patterns.push_back(std::move(*text));
    else
      problems.add(node.at, fmt::format("'{}' is no regular expression; expected one as in ^release-, of at "
                                        "most {} bytes",
                                        *text, k_pattern_bytes));
  }
  return patterns;
}

void read_rules(const yaml::MappingReader& reader, RetentionRules& rules, yaml::Problems& problems) {
  read_count(reader, "keep_last", k_most_images, rules.keep_last);
  read_count(reader, "keep_days", k_most_days, rules.keep_days);
  if (const auto* patterns = reader.sequence("keep_tags"))
    rules.keep_tags = read_patterns(*patterns, problems);
  if (const auto what = reader.string("protect")) {
    if (*what != "deployed" && *what != "nothing")
      problems.add(reader.position("protect"),
                   fmt::format("\"protect\" is '{}'; expected deployed or nothing", *what));
    rules.protect_deployed = *what == "deployed";
  }
  if (const auto days = reader.integer("grace_days", 0, k_most_days))
    rules.grace_days = static_cast<std::uint32_t>(*days);
  rules.keep_undated = reader.boolean("keep_undated").value_or(rules.keep_undated);
  rules.keep_untagged = reader.boolean("keep_untagged").value_or(rules.keep_untagged);
  // A section that keeps nothing is a slip more likely than a wish.
  if (!rules.keep_last && !rules.keep_days && rules.keep_tags.empty())
    problems.add(reader.position(""),
                 "no rule keeps an image; expected keep_last, keep_days or keep_tags, at least one");
}

std::vector<Hold> read_holds(const std::vector<yaml::Node>& nodes, yaml::Problems& problems) {
  std::vector<Hold> holds;
  for (const yaml::Node& node : nodes) {
    const yaml::MappingReader reader(node, "a hold", {"tag", "digest", "reason"}, problems);
    Hold hold;
    const auto tag = reader.string("tag");
    const auto digest = reader.string("digest");
    if (tag.has_value() == digest.has_value())
      problems.add(node.at, "a hold names a tag or a digest; expected one of them");
    if (tag) hold.tag = *tag;
    if (tag && (tag->empty() || tag->size() > k_tag_bytes))
      problems.add(reader.position("tag"),
                   fmt::format("\"tag\" is '{}'; expected 1 to {} characters", *tag, k_tag_bytes));
    if (digest) {
      const auto parsed = Digest::parse(*digest);
      if (parsed)
        hold.digest = *parsed;
      else
        problems.add(reader.position("digest"),
                     fmt::format("\"digest\" is '{}'; expected sha256: and 64 hexadecimal digits", *digest));
    }
    hold.reason = reader.require_string("reason").value_or("");
    holds.push_back(std::move(hold));
  }
  return holds;
}

}  // namespace

Retention read_retention(const yaml::Node& node, yaml::Problems& problems) {
  Retention retention;
  const yaml::MappingReader reader(node, "retention",
                                   {"keep_last", "keep_days", "keep_tags", "protect", "grace_days",
                                    "keep_undated", "keep_untagged", "holds", "repositories"},
                                   problems);
  if (node.kind != yaml::Node::Kind::mapping) return retention;
  read_rules(reader, retention.rules, problems);
  if (const auto* holds = reader.sequence("holds")) retention.holds = read_holds(*holds, problems);
  if (const auto* repositories = reader.mapping("repositories")) {
    for (const yaml::Entry& entry : *repositories) {
      check_repository(entry.key, "repository", entry.key_at, problems);
      const yaml::MappingReader own(
          entry.value, "repository '" + entry.key + "'",
          {"keep_last", "keep_days", "keep_tags", "protect", "grace_days", "keep_undated", "keep_untagged"},
          problems);
      RetentionRules rules = retention.rules;
      read_rules(own, rules, problems);
      retention.repositories.emplace(entry.key, std::move(rules));
    }
  }
  return retention;
}

}  // namespace pushgate::plan
