// SPDX-License-Identifier: Apache-2.0
#include "policy/document/waiver_reader.hpp"

#include <algorithm>
#include <optional>
#include <string>

#include "adapter/yaml/mapping_reader.hpp"
#include "base/format.hpp"
#include "sbom/purl.hpp"
#include "versions/range.hpp"

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

/// A text that may be absent, which is an empty one; where the key stands, nobody means an empty text.
std::optional<std::string> read_words(const yaml::MappingReader& reader, std::string_view key,
                                      yaml::Problems& problems) {
  return reader.find(key) == nullptr ? std::optional<std::string>("") : require_words(reader, key, problems);
}

std::optional<Digest> read_image(const yaml::MappingReader& reader, yaml::Problems& problems) {
  const auto text = reader.string("image");
  if (!text) return std::nullopt;
  const auto digest = Digest::parse(*text);
  if (digest) return *digest;
  problems.add(reader.position("image"),
               fmt::format("\"image\" is '{}'; expected sha256: and 64 hexadecimal digits", *text));
  return std::nullopt;
}

/// A purl that can be read, and versions in the order of its ecosystem.
void check_package(const std::string& subject, const std::string& versions, const yaml::MappingReader& reader,
                   yaml::Problems& problems) {
  if (!subject.starts_with("pkg:")) {
    if (!versions.empty()) {
      problems.add(
          reader.position("versions"),
          "\"versions\" needs a package; expected \"subject\" to be a purl such as pkg:pypi/urllib3");
    }
    return;
  }
  const auto purl = sbom::Purl::parse(subject);
  if (!purl) {
    problems.add(reader.position("subject"),
                 fmt::format("\"subject\" is '{}', which is no purl: {}", subject, purl.error().what));
    return;
  }
  if (versions.empty()) return;
  if (!purl->version.empty()) {
    problems.add(
        reader.position("versions"),
        fmt::format("\"versions\" and the version in \"subject\" ({}) contradict each other; expected "
                    "one of them",
                    purl->version));
    return;
  }
  if (const auto range = versions::Range::parse(purl->type, versions); !range)
    problems.add(reader.position("versions"), "\"versions\": " + range.error().what);
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
  const yaml::MappingReader reader(
      node, "a waiver",
      {"rule", "subject", "versions", "service", "image", "reason", "owner", "ticket", "expires"}, problems);
  const auto rule = read_rule(reader, rules, problems);
  // An empty subject would hold for everything, which nobody says by leaving a value away.
  const auto subject = read_words(reader, "subject", problems);
  const auto versions = read_words(reader, "versions", problems);
  const auto service = read_words(reader, "service", problems);
  const auto image = read_image(reader, problems);
  const auto reason = require_words(reader, "reason", problems);
  const auto owner = require_words(reader, "owner", problems);
  const auto expires = read_expiry(reader, problems);
  const auto ticket = read_words(reader, "ticket", problems);
  if (!rule || !subject || !versions || !service || !reason || !owner || !expires || !ticket)
    return std::nullopt;
  check_package(*subject, *versions, reader, problems);
  return Waiver{*rule, *subject, *reason, *owner, *expires, *ticket, *versions, *service, image};
}

}  // namespace

std::vector<Waiver> read_waivers(const std::vector<yaml::Node>& nodes, const model::RuleBook& rules,
                                 yaml::Problems& problems) {
  std::vector<Waiver> waivers;
  for (const yaml::Node& node : nodes) {
    const auto waiver = read_waiver(node, rules, problems);
    if (!waiver) continue;
    const auto is_same = [&](const Waiver& other) { return waive_the_same(other, *waiver); };
    if (std::any_of(waivers.begin(), waivers.end(), is_same)) {
      const std::string extent = extent_of(*waiver);
      problems.add(node.at, fmt::format("{}{} is waived twice; expected one waiver", waiver->rule,
                                        extent.empty() ? "" : " of " + extent));
      continue;
    }
    waivers.push_back(*waiver);
  }
  return waivers;
}

}  // namespace pushgate::policy
