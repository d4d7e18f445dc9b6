// SPDX-License-Identifier: Apache-2.0
// A policy document is YAML (policies/policy.schema.json, policies/README.md):
//
//   version: 1
//   fail_on: [CRITICAL, HIGH]
//   severity: {plan/user-id: HIGH, wheel/*: LOW}  # those of rules.yaml where absent
//   ignore_unfixed: false                          # false where absent
//   grace: {after_publication: 14d, after_fix: 7d}  # none where absent
//   own: {fail_on, ignore_unfixed, grace}          # as above where absent
//   base: {fail_on, ignore_unfixed, grace}         # as above where absent
//   licenses: {allow: [MIT], deny: [AGPL-3.0-only]}  # any where absent
//   packages: {forbidden: [{purl, versions, reason}]}
//   coverage: {min_percent: 95, max_unowned: 10}
//   end_of_life: deny                              # may have ended where absent
//   max_image_size: 8GiB                           # any where absent
//   require: {scanners: [trivy], rules: []}        # nothing where absent
//   min_plan_score: 85                             # none where absent
//   scanner: {versions: [V], forbidden: [V], binary: sha256:…, max_database_age: 7d}
//   secrets: {image: trivy}                        # pushgate's own search alone where absent
//   waivers: [{rule, subject, reason, owner, expires}]
//
// Only version and fail_on must be there.
#include <optional>
#include <string>
#include <utility>

#include "adapter/crypto/sha256.hpp"
#include "adapter/yaml/mapping_reader.hpp"
#include "base/age.hpp"
#include "base/format.hpp"
#include "policy/document/image_rules_reader.hpp"
#include "policy/document/layer_rules_reader.hpp"
#include "policy/document/policy_document.hpp"
#include "policy/document/scanner_names.hpp"
#include "policy/document/severities_reader.hpp"
#include "policy/document/waiver_reader.hpp"

namespace pushgate::policy {

namespace {

constexpr std::chrono::hours k_default_database_age{7 * 24};

void read_requirements(const yaml::Node& node, const model::RuleBook& rules, Policy& policy,
                       yaml::Problems& problems) {
  const yaml::MappingReader reader(node, "require", {"scanners", "rules"}, problems);
  if (const auto* scanners = reader.sequence("scanners")) {
    for (const yaml::Node& scanner : *scanners) {
      const auto name = yaml::as_string(scanner, "scanners", problems);
      if (!name) continue;
      check_scanner(*name, scanner.at, problems);
      policy.required_scanners.insert(*name);
    }
  }
  if (const auto* required = reader.sequence("rules")) {
    for (const yaml::Node& rule : *required) {
      const auto id = yaml::as_string(rule, "rules", problems);
      if (!id) continue;
      if (!rules.contains(*id) || id->starts_with("policy/") || is_image_rule(*id)) {
        problems.add(rule.at, fmt::format("rule '{}' cannot be required; expected one of policies/rules.yaml "
                                          "that a scanner looks for",
                                          *id));
      }
      policy.required_rules.insert(*id);
    }
  }
}

void read_scanner(const yaml::Node& node, ScannerRules& rules, yaml::Problems& problems) {
  const yaml::MappingReader reader(
      node, "scanner", {"versions", "forbidden", "binary", "sandbox", "max_database_age"}, problems);
  rules.allowed_versions = reader.strings("versions");
  rules.forbidden_versions = reader.strings("forbidden");
  if (const auto text = reader.string("binary")) {
    if (const auto digest = Digest::parse(*text)) {
      rules.binary = *digest;
    } else {
      problems.add(reader.position("binary"),
                   fmt::format("\"binary\" is '{}'; expected sha256: and 64 hexadecimal digits", *text));
    }
  }
  if (const auto text = reader.string("sandbox")) {
    rules.sandbox_required = *text == "required";
    if (!rules.sandbox_required)
      problems.add(reader.position("sandbox"), fmt::format("\"sandbox\" is '{}'; expected required", *text));
  }
  if (const auto text = reader.string("max_database_age")) {
    const auto age = parse_age(*text);
    if (!age) {
      problems.add(reader.position("max_database_age"),
                   fmt::format("\"max_database_age\" is '{}'; expected {}", *text, k_age_form));
    }
    rules.max_database_age = age.value_or(k_default_database_age);
  }
}

void read_secrets(const yaml::Node& node, Policy& policy, yaml::Problems& problems) {
  const yaml::MappingReader reader(node, "secrets", {"image"}, problems);
  const auto image = reader.string("image");
  policy.trivy_secrets = image == "trivy";
  if (image && !policy.trivy_secrets)
    problems.add(reader.position("image"), fmt::format("\"image\" is '{}'; expected trivy", *image));
}

/// What the two do not say is as in the policy itself.
void read_layers(const yaml::MappingReader& root, Policy& policy, yaml::Problems& problems) {
  for (const auto& [key, rules] : {std::pair("own", &policy.own), {"base", &policy.base}}) {
    const yaml::Node* node = root.find(key);
    if (node == nullptr) continue;
    const yaml::MappingReader reader(*node, key, {"fail_on", "ignore_unfixed", "grace"}, problems);
    read_layer_rules(reader, rules->emplace(policy), problems);
  }
}

void read_policy(const yaml::Node& document, const model::RuleBook& rules, Policy& policy,
                 yaml::Problems& problems) {
  const yaml::MappingReader root(document, "the policy",
                                 {"version", "fail_on", "severity", "ignore_unfixed", "grace", "own", "base",
                                  "licenses", "packages", "coverage", "end_of_life", "max_image_size",
                                  "require", "min_plan_score", "scanner", "secrets", "waivers"},
                                 problems);
  root.require_integer("version", 1, 1);
  root.require("fail_on");
  read_layer_rules(root, policy, problems);
  if (const yaml::Node* node = root.find("severity")) read_severities(*node, rules, policy, problems);
  read_layers(root, policy, problems);
  read_image_rules(root, rules, policy, problems);
  if (const yaml::Node* node = root.find("require")) read_requirements(*node, rules, policy, problems);
  if (const auto least = root.integer("min_plan_score", 0, 100))
    policy.min_plan_score = static_cast<int>(*least);
  if (const yaml::Node* node = root.find("scanner")) read_scanner(*node, policy.scanner, problems);
  if (const yaml::Node* node = root.find("secrets")) read_secrets(*node, policy, problems);
  if (const auto* waivers = root.sequence("waivers"))
    policy.waivers = read_waivers(*waivers, rules, problems);
}

}  // namespace

Result<Policy> parse_policy(std::string_view text, std::string_view file_name) {
  TRY_ASSIGN(const model::RuleBook rules, rule_book());
  yaml::Problems problems{std::string(file_name)};
  Policy policy;
  policy.name = file_name;
  policy.digest = crypto::sha256(text);
  policy.scanner.max_database_age = k_default_database_age;
  if (const auto document = yaml::parse(text, problems)) read_policy(*document, rules, policy, problems);
  if (!problems.empty()) return fail(problems.error());
  return policy;
}

}  // namespace pushgate::policy
