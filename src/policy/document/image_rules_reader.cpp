// SPDX-License-Identifier: Apache-2.0
#include "policy/document/image_rules_reader.hpp"

#include <array>
#include <charconv>
#include <cstdint>
#include <limits>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "base/ascii.hpp"
#include "base/format.hpp"
#include "policy/document/policy_document.hpp"
#include "policy/licenses.hpp"
#include "sbom/purl.hpp"
#include "sbom/spdx.hpp"
#include "versions/range.hpp"

namespace pushgate::policy {

namespace {

using Names = std::set<std::string, std::less<>>;

/// A licence with an exception or without one; none after a problem.
std::optional<std::string> read_license(const yaml::Node& node, std::string_view key,
                                        yaml::Problems& problems) {
  const auto text = yaml::as_string(node, key, problems);
  if (!text) return std::nullopt;
  const std::string expression = sbom::spdx_expression(*text);
  const bool is_joined = expression.find('(') != std::string::npos ||
                         expression.find(" AND ") != std::string::npos ||
                         expression.find(" OR ") != std::string::npos;
  if (expression.empty() || is_joined) {
    problems.add(node.at, fmt::format("\"{}\" has '{}'; expected one SPDX licence, such as MIT, "
                                      "GPL-2.0-or-later or GPL-2.0-only WITH Classpath-exception-2.0",
                                      key, *text));
    return std::nullopt;
  }
  const std::size_t with = expression.find(" WITH ");
  if (with == std::string::npos) return canonical_license(expression);
  return canonical_license(expression.substr(0, with)) + " with " + lower_case(expression.substr(with + 6));
}

Names read_license_list(const yaml::MappingReader& reader, std::string_view key, yaml::Problems& problems) {
  Names names;
  const auto* nodes = reader.sequence(key);
  if (nodes == nullptr) return names;
  if (nodes->empty())
    problems.add(reader.position(key), fmt::format("\"{}\" is empty; expected at least one licence", key));
  for (const yaml::Node& node : *nodes) {
    if (auto name = read_license(node, key, problems)) names.insert(std::move(*name));
  }
  return names;
}

void read_licenses(const yaml::Node& node, ImageRules& rules, yaml::Problems& problems) {
  const yaml::MappingReader reader(node, "licenses", {"allow", "deny"}, problems);
  rules.licenses = {read_license_list(reader, "allow", problems),
                    read_license_list(reader, "deny", problems)};
  if (reader.find("allow") == nullptr && reader.find("deny") == nullptr)
    problems.add(node.at, "\"licenses\" says nothing; expected allow, deny or both");
}

/// A purl of a package at any version.
std::optional<sbom::Purl> read_package(const yaml::MappingReader& reader, yaml::Problems& problems) {
  const auto text = reader.require_string("purl");
  if (!text) return std::nullopt;
  auto purl = sbom::Purl::parse(*text);
  if (!purl) {
    problems.add(reader.position("purl"),
                 fmt::format("\"purl\" is '{}', which {}", *text, purl.error().what));
    return std::nullopt;
  }
  if (!purl->version.empty() || !purl->qualifiers.empty() || !purl->subpath.empty()) {
    problems.add(
        reader.position("purl"),
        fmt::format("\"purl\" is '{}'; expected type and name alone, such as pkg:pypi/urllib3", *text),
        "versions are said by `versions`");
    return std::nullopt;
  }
  return std::move(*purl);
}

void read_forbidden(const yaml::Node& node, ImageRules& rules, yaml::Problems& problems) {
  const yaml::MappingReader reader(node, "a forbidden package", {"purl", "versions", "reason"}, problems);
  const auto package = read_package(reader, problems);
  const auto reason = reader.require_string("reason");
  if (reason && reason->find_first_not_of(" \t\r\n") == std::string::npos)
    problems.add(reader.position("reason"), "\"reason\" of a forbidden package is empty; expected a text");
  ForbiddenPackage forbidden{package.value_or(sbom::Purl{}), std::nullopt, reason.value_or("")};
  if (const auto text = reader.string("versions"); text && package) {
    auto range = versions::Range::parse(package->type, *text);
    if (!range) {
      problems.add(reader.position("versions"), fmt::format("\"versions\" {}", range.error().what));
      return;
    }
    forbidden.versions = std::move(*range);
  }
  rules.forbidden.push_back(std::move(forbidden));
}

void read_coverage(const yaml::Node& node, ImageRules& rules, yaml::Problems& problems) {
  const yaml::MappingReader reader(node, "coverage", {"min_percent", "max_unowned"}, problems);
  CoverageFloor floor;
  if (const auto percent = reader.integer("min_percent", 0, 100))
    floor.min_percent = static_cast<int>(*percent);
  if (const auto most = reader.integer("max_unowned", 0, std::numeric_limits<std::int32_t>::max()))
    floor.max_unowned = static_cast<std::uint64_t>(*most);
  if (reader.find("min_percent") == nullptr && reader.find("max_unowned") == nullptr)
    problems.add(node.at, "\"coverage\" says nothing; expected min_percent, max_unowned or both");
  rules.coverage = floor;
}

void read_size(const yaml::MappingReader& root, ImageRules& rules, yaml::Problems& problems) {
  const auto text = root.string("max_image_size");
  if (!text) return;
  rules.max_image_size = parse_size(*text);
  if (!rules.max_image_size) {
    problems.add(root.position("max_image_size"),
                 fmt::format("\"max_image_size\" is '{}'; expected a size such as 8GiB or 500MB", *text));
  }
}

void read_end_of_life(const yaml::MappingReader& root, ImageRules& rules, yaml::Problems& problems) {
  const auto text = root.string("end_of_life");
  if (!text) return;
  if (*text != "deny")
    problems.add(root.position("end_of_life"), fmt::format("\"end_of_life\" is '{}'; expected deny", *text));
  rules.end_of_life = distributions().value_or(Distributions{});
}

}  // namespace

std::optional<std::uint64_t> parse_size(std::string_view text) {
  struct Unit {
    std::string_view name;
    std::uint64_t bytes;
  };
  constexpr std::array k_units = {Unit{"KiB", 1ULL << 10U},  Unit{"MiB", 1ULL << 20U},
                                  Unit{"GiB", 1ULL << 30U},  Unit{"TiB", 1ULL << 40U},
                                  Unit{"kB", 1'000},         Unit{"MB", 1'000'000},
                                  Unit{"GB", 1'000'000'000}, Unit{"TB", 1'000'000'000'000}};
  std::uint64_t count = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
  const std::string_view name(end, static_cast<std::size_t>(text.data() + text.size() - end));
  if (error != std::errc() || count == 0 || text.starts_with('0') || count > 1'000'000) return std::nullopt;
  for (const Unit& unit : k_units) {
    if (unit.name == name) return count * unit.bytes;
  }
  return std::nullopt;
}

void read_image_rules(const yaml::MappingReader& root, const model::RuleBook& rules, Policy& policy,
                      yaml::Problems& problems) {
  if (const yaml::Node* node = root.find("licenses")) read_licenses(*node, policy.image, problems);
  if (const yaml::Node* node = root.find("packages")) {
    const yaml::MappingReader packages(*node, "packages", {"forbidden"}, problems);
    if (const auto* list = packages.require_sequence("forbidden")) {
      for (const yaml::Node& one : *list) read_forbidden(one, policy.image, problems);
    }
  }
  if (const yaml::Node* node = root.find("coverage")) read_coverage(*node, policy.image, problems);
  read_end_of_life(root, policy.image, problems);
  read_size(root, policy.image, problems);
  if (policy.image.empty()) return;
  for (const auto& [id, rule] : rules) {
    if (is_image_rule(id)) policy.severities.emplace(id, rule.severity);
  }
}

}  // namespace pushgate::policy
