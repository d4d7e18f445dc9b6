// SPDX-License-Identifier: Apache-2.0
#include "policy/scanner_rules.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "base/age.hpp"
#include "base/format.hpp"

namespace pushgate::policy {

namespace {

using model::Reason;
using Outcome = model::ScannerRun::Outcome;

constexpr std::string_view k_vulnerability_scanner = "trivy";
constexpr std::chrono::hours k_clock_skew{1};  // two honest clocks; a database from later than that is not

Reason unknown(std::string rule, std::string subject, std::string text) {
  Reason reason;
  reason.effect = model::Verdict::unknown;
  reason.rule = std::move(rule);
  reason.subject = std::move(subject);
  reason.text = std::move(text);
  return reason;
}

std::string with_reason(std::string sentence, const std::string& reason) {
  return reason.empty() ? sentence : sentence + ": " + reason;
}

/// The scanner that a rule's findings come from: `lock/missing-hash` from lock, `vuln/…` from Trivy, `sbom/…`
/// from coverage.
std::string scanner_of(std::string_view rule) {
  const std::string_view prefix = rule.substr(0, rule.find('/'));
  if (prefix == "sbom") return "coverage";
  return std::string(prefix == "vuln" ? k_vulnerability_scanner : prefix);
}

/// What the policy needs, and why: a rule that is required needs its scanner, too, for a scanner that never
/// ran has no finding that says so.
std::map<std::string, std::string> needed_scanners(const Policy& policy) {
  std::map<std::string, std::string> needed;
  for (const std::string& rule : policy.required_rules)
    needed.emplace(scanner_of(rule), "the policy requires " + rule);
  for (const std::string& scanner : policy.required_scanners)
    needed.insert_or_assign(scanner, "the policy requires " + scanner);
  return needed;
}

void judge_runs(const model::Evidence& evidence, const Policy& policy, std::vector<Reason>& reasons) {
  const auto needed = needed_scanners(policy);
  for (const model::ScannerRun& run : evidence.runs) {
    if (run.outcome == Outcome::incomplete) {
      reasons.push_back(unknown("policy/scanner-incomplete", run.scanner,
                                with_reason(run.scanner + " could not look at everything", run.reason)));
    } else if (const auto why = needed.find(run.scanner);
               run.outcome == Outcome::not_asked && why != needed.end()) {
      reasons.push_back(
          unknown("policy/scanner-not-asked", run.scanner,
                  with_reason(why->second + ", and " + run.scanner + " was not asked", run.reason)));
    }
  }
  for (const auto& [scanner, why] : needed) {
    const auto is_it = [&name = scanner](const model::ScannerRun& run) { return run.scanner == name; };
    if (std::none_of(evidence.runs.begin(), evidence.runs.end(), is_it)) {
      reasons.push_back(
          unknown("policy/scanner-not-asked", scanner, why + ", and " + scanner + " was not asked"));
    }
  }
}

void judge_version(const model::ScannerIdentity& scanner, const ScannerRules& rules,
                   std::vector<Reason>& reasons) {
  const auto lists = [&](const std::vector<std::string>& versions) {
    return std::find(versions.begin(), versions.end(), scanner.version) != versions.end();
  };
  const std::string name = scanner.name + " " + (scanner.version.empty() ? "of no version" : scanner.version);
  if (lists(rules.forbidden_versions)) {
    reasons.push_back(unknown("policy/scanner-version", scanner.name,
                              "the policy forbids " + name + "; what it found cannot be relied on"));
  } else if (!rules.allowed_versions.empty() && !lists(rules.allowed_versions)) {
    reasons.push_back(unknown("policy/scanner-version", scanner.name,
                              fmt::format("{} is not a version that the policy allows; expected {}", name,
                                          fmt::join(rules.allowed_versions, " or "))));
  } else if (scanner.version.empty()) {
    reasons.push_back(
        unknown("policy/scanner-version", scanner.name, "the version of " + scanner.name + " is not known"));
  }
  if (rules.binary && scanner.binary != rules.binary) {
    reasons.push_back(unknown(
        "policy/scanner-binary", scanner.name,
        fmt::format("the executable of {} is {}; expected {}", name,
                    scanner.binary ? scanner.binary->to_string() : "not known", rules.binary->to_string())));
  }
}

/// What it told where it could read, write or send anything is what somebody may have told it to tell.
void judge_sandbox(const model::ScannerIdentity& scanner, const ScannerRules& rules,
                   std::vector<Reason>& reasons) {
  if (!rules.sandbox_required) return;
  if (!scanner.sandbox) {
    reasons.push_back(unknown("policy/scanner-sandbox", scanner.name,
                              fmt::format("the policy requires a sandbox, and what {} was held to was not "
                                          "recorded",
                                          scanner.name)));
  } else if (!scanner.sandbox->not_enforced.empty()) {
    reasons.push_back(
        unknown("policy/scanner-sandbox", scanner.name,
                fmt::format("the policy requires a sandbox, and {} was not held to all of it: {}",
                            scanner.name, fmt::join(scanner.sandbox->not_enforced, "; "))));
  }
}

void judge_database(const model::ScannerIdentity& scanner, const ScannerRules& rules, bool stopped, Time now,
                    std::vector<Reason>& reasons) {
  if (!scanner.database_updated_at) {
    // Where the run stopped before there was a database, that is the reason, and it is told already.
    if (!stopped) {
      reasons.push_back(unknown("policy/database-date", scanner.name,
                                "the vulnerability database does not say when it was made"));
    }
    return;
  }
  const Time made = *scanner.database_updated_at;
  if (made > now + k_clock_skew) {
    reasons.push_back(
        unknown("policy/database-date", scanner.name,
                fmt::format("the vulnerability database was made on {}, which is after now ({})",
                            format_rfc3339(made), format_rfc3339(now))));
  } else if (now - made > rules.max_database_age) {
    reasons.push_back(unknown(
        "policy/database-too-old", scanner.name,
        fmt::format("the vulnerability database was made on {}, {} ago; the policy allows {}",
                    format_rfc3339(made), age_in_words(std::chrono::floor<std::chrono::hours>(now - made)),
                    age_in_words(rules.max_database_age))));
  }
}

}  // namespace

std::vector<Reason> judge_scanners(const model::Evidence& evidence, const Policy& policy, Time now) {
  std::vector<Reason> reasons;
  judge_runs(evidence, policy, reasons);
  const auto trivy_was = [&](Outcome outcome) {
    return std::any_of(evidence.runs.begin(), evidence.runs.end(), [&](const model::ScannerRun& run) {
      return run.scanner == k_vulnerability_scanner && run.outcome == outcome;
    });
  };
  if (evidence.scanner) {
    judge_version(*evidence.scanner, policy.scanner, reasons);
    judge_sandbox(*evidence.scanner, policy.scanner, reasons);
    judge_database(*evidence.scanner, policy.scanner, trivy_was(Outcome::incomplete), now, reasons);
  } else if (trivy_was(Outcome::complete)) {
    reasons.push_back(unknown(
        "policy/scanner-unidentified", std::string(k_vulnerability_scanner),
        fmt::format("{} ran, and its version and database were not recorded", k_vulnerability_scanner)));
  }
  return reasons;
}

model::ScannerIdentity accepted_scanner(const ScannerRules& rules, Time now) {
  model::ScannerIdentity scanner{
      std::string(k_vulnerability_scanner), "any", rules.binary, {}, now, model::ScannerSandbox{}};
  for (const std::string& version : rules.allowed_versions) {
    if (std::ranges::find(rules.forbidden_versions, version) == rules.forbidden_versions.end())
      scanner.version = version;
  }
  return scanner;
}

}  // namespace pushgate::policy
