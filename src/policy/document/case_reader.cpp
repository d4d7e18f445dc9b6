// SPDX-License-Identifier: Apache-2.0
// A file of cases is YAML (policies/policy-tests.schema.json, docs/policy-test.md):
//
//   version: 1
//   policy: policy.yaml              # of every case that names no other
//   at: 2026-11-22                   # likewise: when it is decided
//   cases:
//     - name: a vulnerability that has a fix denies
//       findings: [{rule, severity, subject, fixed_version, published, layer, unknown}]
//       scanners: {lock: not_asked}  # all others have looked
//       packages: [{purl, licenses, layer}]
//       image: {service, size, distribution, release}
//       plan_score: 80               # 100 where absent
//       waivers: [{rule, subject, reason, owner, expires}]
//       expect: {verdict: deny, reasons: [rule], waived: [{rule, subject}]}
//     - name: …
//       evidence: FOLDER             # in place of findings, scanners, packages, image and plan_score
//       expect: …
#include "policy/document/case_reader.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "adapter/yaml/mapping_reader.hpp"
#include "base/format.hpp"
#include "policy/document/image_rules_reader.hpp"
#include "policy/document/policy_document.hpp"
#include "policy/document/scanner_names.hpp"
#include "policy/document/severity_reader.hpp"
#include "policy/document/waiver_reader.hpp"
#include "sbom/purl.hpp"

namespace pushgate::policy {

namespace {

using Outcome = model::ScannerRun::Outcome;

/// What a case says in place of an evidence folder.
constexpr std::array<std::string_view, 5> k_made = {"findings", "scanners", "packages", "image",
                                                    "plan_score"};

/// What cases may leave to their file.
struct Defaults {
  std::string policy;
  bool has_policy = false;  ///< right or wrong
  std::optional<Time> at;
  bool has_at = false;
};

const Digest& layer(bool of_base) {
  static const std::array<Digest, 2> layers = {Digest{Digest::Bytes{1}}, Digest{Digest::Bytes{2}}};
  return layers.at(of_base ? 0 : 1);
}

/// `base` or `own`; absent: nobody knows.
std::optional<Digest> read_layer(const yaml::MappingReader& reader, yaml::Problems& problems) {
  const auto text = reader.string("layer");
  if (!text) return std::nullopt;
  if (*text == "base" || *text == "own") return layer(*text == "base");
  problems.add(reader.position("layer"), fmt::format("\"layer\" is '{}'; expected base or own", *text));
  return std::nullopt;
}

std::optional<Time> read_time(const yaml::MappingReader& reader, yaml::Problems& problems) {
  const auto text = reader.string("at");
  if (!text) return std::nullopt;
  if (const auto date = parse_date(*text)) return *date;
  if (const auto time = parse_rfc3339(*text)) return *time;
  problems.add(
      reader.position("at"),
      fmt::format("\"at\" is '{}'; expected a day or a time, 2026-01-02 or 2026-01-02T03:04:05Z", *text));
  return std::nullopt;
}

/// A text that says something, where the key stands.
std::string read_words(const yaml::MappingReader& reader, std::string_view key, yaml::Problems& problems) {
  const auto text = reader.string(key);
  if (text && text->empty())
    problems.add(reader.position(key), fmt::format("\"{}\" is empty; expected a text", key));
  return text.value_or("");
}

bool is_known(const std::string& rule, const model::RuleBook& rules) {
  return (rule.starts_with("vuln/") && rule.size() > 5) || rules.contains(rule);
}

std::optional<model::Finding> read_finding(const yaml::Node& node, const model::RuleBook& rules,
                                           yaml::Problems& problems) {
  const yaml::MappingReader reader(
      node, "a finding", {"rule", "severity", "subject", "fixed_version", "published", "layer", "unknown"},
      problems);
  const auto rule = reader.require_string("rule");
  if (!rule) return std::nullopt;
  if (!is_known(*rule, rules) || rule->starts_with("policy/") || is_image_rule(*rule)) {
    problems.add(reader.position("rule"),
                 fmt::format("rule '{}' is none that a scanner looks for; expected vuln/ID or one of "
                             "policies/rules.yaml",
                             *rule),
                 is_image_rule(*rule) ? "the policy finds it itself, in packages and image" : "");
    return std::nullopt;
  }
  model::Finding finding;
  finding.rule = *rule;
  if (const auto known = rules.find(*rule); known != rules.end()) finding.severity = known->second.severity;
  if (const yaml::Node* severity = reader.find("severity")) {
    finding.severity = read_severity(*severity, "severity", problems).value_or(model::Severity::unknown);
  } else if (rule->starts_with("vuln/")) {
    problems.add(node.at, "key 'severity' is missing in a finding; an advisory's is its own");
  }
  finding.subject = reader.string("subject").value_or("");
  finding.fixed_version = reader.string("fixed_version").value_or("");
  if (const auto text = reader.string("published")) {
    const auto date = parse_date(*text);
    if (date) {
      finding.published = *date;
    } else {
      problems.add(reader.position("published"),
                   fmt::format("\"published\" is '{}'; expected a day of the calendar, YYYY-MM-DD", *text));
    }
  }
  if (const auto of = read_layer(reader, problems)) finding.location.layer = of->to_string();
  finding.could_not_look = reader.boolean("unknown").value_or(false);
  return finding;
}

std::optional<model::Component> read_package(const yaml::Node& node, yaml::Problems& problems) {
  const yaml::MappingReader reader(node, "a package", {"purl", "licenses", "layer"}, problems);
  const auto text = reader.require_string("purl");
  if (!text) return std::nullopt;
  const auto purl = sbom::Purl::parse(*text);
  if (!purl) {
    problems.add(reader.position("purl"),
                 fmt::format("\"purl\" is '{}'; expected one such as pkg:pypi/urllib3@1.26.4", *text));
    return std::nullopt;
  }
  model::Component package;
  package.ecosystem = purl->type;
  package.group = purl->name_space;
  package.name = purl->name;
  package.version = purl->version;
  package.purl = purl->to_string();
  for (std::string& license : reader.strings("licenses"))
    package.licenses.push_back({std::move(license), model::License::Kind::spdx_expression});
  package.layer = read_layer(reader, problems);
  return package;
}

void read_scanners(const std::vector<yaml::Entry>& entries, model::Evidence& made, yaml::Problems& problems) {
  for (const yaml::Entry& entry : entries) {
    check_scanner(entry.key, entry.key_at, problems);
    const auto text = yaml::as_string(entry.value, entry.key, problems);
    if (!text) continue;
    const auto outcome = *text == "not_asked"    ? std::optional(Outcome::not_asked)
                         : *text == "incomplete" ? std::optional(Outcome::incomplete)
                                                 : std::nullopt;
    if (!outcome) {
      problems.add(entry.value.at,
                   fmt::format("\"{}\" is '{}'; expected not_asked or incomplete", entry.key, *text));
      continue;
    }
    for (model::ScannerRun& run : made.runs)
      if (run.scanner == entry.key) run.outcome = *outcome;
  }
}

void read_image(const yaml::Node& node, model::Evidence& made, yaml::Problems& problems) {
  const yaml::MappingReader reader(node, "image", {"service", "size", "distribution", "release"}, problems);
  made.subject.service = reader.string("service").value_or("");
  made.inventory->os.family = reader.string("distribution").value_or("");
  made.inventory->os.version = reader.string("release").value_or("");
  if (made.inventory->os.family.empty() != made.inventory->os.version.empty())
    problems.add(node.at, "\"image\" has one of distribution and release; expected both or none");
  const auto text = reader.string("size");
  if (!text) return;
  made.image_size = parse_size(*text);
  if (!made.image_size)
    problems.add(reader.position("size"),
                 fmt::format("\"size\" is '{}'; expected a size such as 8GiB or 500MB", *text));
}

/// Evidence with which every policy is content, and what the case says besides.
model::Evidence read_made(const yaml::MappingReader& reader, const model::RuleBook& rules,
                          yaml::Problems& problems) {
  model::Evidence made;
  made.subject.name = "a case";
  for (const std::string_view scanner : k_scanners)
    made.runs.push_back({std::string(scanner), Outcome::complete, ""});
  made.plan_score = static_cast<int>(reader.integer("plan_score", 0, 100).value_or(100));
  made.image_size = 0;
  made.inventory.emplace();
  made.inventory->layers = {{layer(true), "", true}, {layer(false), "", false}};
  if (const auto* findings = reader.sequence("findings")) {
    for (const yaml::Node& node : *findings)
      if (auto finding = read_finding(node, rules, problems)) made.findings.push_back(std::move(*finding));
  }
  if (const auto* packages = reader.sequence("packages")) {
    for (const yaml::Node& node : *packages)
      if (auto package = read_package(node, problems))
        made.inventory->components.push_back(std::move(*package));
  }
  if (const auto* scanners = reader.mapping("scanners")) read_scanners(*scanners, made, problems);
  if (const yaml::Node* image = reader.find("image")) read_image(*image, made, problems);
  return made;
}

std::optional<std::vector<ExpectedRule>> read_rules(const yaml::MappingReader& reader, std::string_view key,
                                                    const model::RuleBook& rules, yaml::Problems& problems) {
  const auto* nodes = reader.sequence(key);
  if (nodes == nullptr) return std::nullopt;
  std::vector<ExpectedRule> expected;
  for (const yaml::Node& node : *nodes) {
    std::optional<std::string> rule;
    std::string subject;
    if (node.kind == yaml::Node::Kind::mapping) {
      const yaml::MappingReader one(node, "an expected rule", {"rule", "subject"}, problems);
      rule = one.require_string("rule");
      subject = one.string("subject").value_or("");
    } else {
      rule = yaml::as_string(node, key, problems);
    }
    if (!rule) continue;
    if (!is_known(*rule, rules))
      problems.add(node.at, fmt::format("rule '{}' is not known; expected vuln/ID or one of "
                                        "policies/rules.yaml",
                                        *rule));
    expected.push_back({std::move(*rule), std::move(subject)});
  }
  return expected;
}

Expectation read_expectation(const yaml::Node& node, const model::RuleBook& rules, yaml::Problems& problems) {
  const yaml::MappingReader reader(node, "expect", {"verdict", "reasons", "waived"}, problems);
  Expectation expected;
  if (const auto text = reader.string("verdict")) {
    expected.verdict = model::parse_verdict(*text);
    if (!expected.verdict)
      problems.add(reader.position("verdict"),
                   fmt::format("\"verdict\" is '{}'; expected pass, deny or unknown", *text));
  }
  expected.reasons = read_rules(reader, "reasons", rules, problems);
  expected.waived = read_rules(reader, "waived", rules, problems);
  if (node.kind == yaml::Node::Kind::mapping && node.entries.empty())
    problems.add(node.at, "\"expect\" says nothing; expected verdict, reasons or waived");
  return expected;
}

/// Either a folder, or what the case says itself.
void read_evidence(const yaml::Node& node, const yaml::MappingReader& reader, const Defaults& defaults,
                   const model::RuleBook& rules, PolicyCase& out, yaml::Problems& problems) {
  const auto said =
      std::ranges::find_if(k_made, [&](std::string_view key) { return reader.find(key) != nullptr; });
  if (reader.find("evidence") != nullptr) {
    out.evidence = read_words(reader, "evidence", problems);
    if (said != k_made.end())
      problems.add(reader.position(*said), fmt::format("\"{}\" stands beside \"evidence\", which says it; "
                                                       "expected one of them",
                                                       *said));
    return;
  }
  if (said == k_made.end())
    problems.add(node.at, fmt::format("the case says nothing that is decided; expected evidence, or {}",
                                      fmt::join(k_made, ", ")));
  out.made = read_made(reader, rules, problems);
  if (!out.at && reader.find("at") == nullptr && !defaults.has_at)
    problems.add(node.at, "key 'at' is missing in a case: the day on which it is decided");
}

PolicyCase read_case(const yaml::Node& node, const Defaults& defaults, const model::RuleBook& rules,
                     yaml::Problems& problems) {
  const yaml::MappingReader reader(node, "a case",
                                   {"name", "policy", "at", "evidence", "findings", "scanners", "packages",
                                    "image", "plan_score", "waivers", "expect"},
                                   problems);
  PolicyCase out;
  out.line = node.at.line;
  if (node.kind != yaml::Node::Kind::mapping) return out;
  reader.require("name");
  out.name = read_words(reader, "name", problems);
  out.policy = reader.find("policy") == nullptr ? defaults.policy : read_words(reader, "policy", problems);
  if (out.policy.empty() && reader.find("policy") == nullptr && !defaults.has_policy)
    problems.add(node.at, "key 'policy' is missing in a case, and in the file");
  out.at = reader.find("at") == nullptr ? defaults.at : read_time(reader, problems);
  read_evidence(node, reader, defaults, rules, out, problems);
  if (const auto* waivers = reader.sequence("waivers")) out.waivers = read_waivers(*waivers, rules, problems);
  if (const yaml::Node* expected = reader.require("expect"))
    out.expected = read_expectation(*expected, rules, problems);
  return out;
}

std::vector<PolicyCase> read_cases(const yaml::Node& document, const model::RuleBook& rules,
                                   yaml::Problems& problems) {
  const yaml::MappingReader root(document, "a file of cases", {"version", "policy", "at", "cases"}, problems);
  root.require_integer("version", 1, 1);
  const Defaults defaults{read_words(root, "policy", problems), root.find("policy") != nullptr,
                          read_time(root, problems), root.find("at") != nullptr};
  std::vector<PolicyCase> cases;
  const auto* nodes = root.require_sequence("cases");
  if (nodes == nullptr) return cases;
  if (nodes->empty()) problems.add(root.position("cases"), "\"cases\" is empty; expected at least one");
  std::set<std::string, std::less<>> names;
  for (const yaml::Node& node : *nodes) {
    cases.push_back(read_case(node, defaults, rules, problems));
    const std::string& name = cases.back().name;
    if (!name.empty() && !names.insert(name).second)
      problems.add(node.at, fmt::format("two cases are called '{}'; expected each name once", name));
  }
  return cases;
}

}  // namespace

Result<std::vector<PolicyCase>> parse_cases(std::string_view text, std::string_view file_name) {
  TRY_ASSIGN(const model::RuleBook rules, rule_book());
  yaml::Problems problems{std::string(file_name)};
  std::vector<PolicyCase> cases;
  if (const auto document = yaml::parse(text, problems)) cases = read_cases(*document, rules, problems);
  if (!problems.empty()) return fail(problems.error());
  return cases;
}

}  // namespace pushgate::policy
