// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include "base/format.hpp"
#include "evidence/documents.hpp"
#include "evidence/finding_value.hpp"
#include "evidence/members.hpp"
#include "evidence/vex_value.hpp"

namespace pushgate::evidence {

namespace {

using model::Evidence;
using model::ScannerIdentity;
using model::ScannerRun;
using model::ScannerSandbox;
using model::Severity;

constexpr std::string_view k_schema = "pushgate.findings/v1";
constexpr std::array k_severities = {Severity::critical, Severity::high, Severity::medium, Severity::low,
                                     Severity::unknown};

std::string_view to_string(ScannerRun::Outcome outcome) {
  switch (outcome) {
    case ScannerRun::Outcome::complete:
      return "complete";
    case ScannerRun::Outcome::not_asked:
      return "not_asked";
    case ScannerRun::Outcome::incomplete:
      break;
  }
  return "incomplete";
}

std::uint64_t count(const std::vector<model::Finding>& findings, Severity severity) {
  const auto has_it = [&](const model::Finding& finding) { return finding.severity == severity; };
  return static_cast<std::uint64_t>(std::count_if(findings.begin(), findings.end(), has_it));
}

json::Value text_or_null(const std::string& text) {
  return text.empty() ? json::Value() : json::Value(text);
}

json::Value sandbox_value(const ScannerSandbox& sandbox) {
  json::Array not_enforced;
  for (const auto& one : sandbox.not_enforced) not_enforced.emplace_back(one);
  return json::Object{{"files", text_or_null(sandbox.files)},
                      {"system_calls", text_or_null(sandbox.system_calls)},
                      {"limits", json::Object{{"memory", sandbox.memory},
                                              {"file_size", sandbox.file_size},
                                              {"open_files", sandbox.open_files}}},
                      {"not_enforced", std::move(not_enforced)}};
}

json::Value identity_value(const std::optional<ScannerIdentity>& scanner) {
  if (!scanner) return nullptr;
  const auto& updated = scanner->database_updated_at;
  json::Object identity{
      {"name", scanner->name},
      {"version", scanner->version},
      {"binary", digest_value(scanner->binary)},
      {"database", digest_value(scanner->database)},
      {"database_updated_at", updated ? json::Value(format_rfc3339(*updated)) : json::Value()}};
  if (scanner->sandbox) identity.set("sandbox", sandbox_value(*scanner->sandbox));
  return identity;
}

json::Value summary_value(const Evidence& evidence) {
  json::Object summary{{"total", static_cast<std::uint64_t>(evidence.findings.size())}};
  for (const Severity severity : k_severities) {
    summary.set(std::string(model::to_string(severity)), count(evidence.findings, severity));
  }
  json::Array runs;
  for (const ScannerRun& run : evidence.runs) {
    runs.emplace_back(
        json::Object{{"scanner", run.scanner}, {"outcome", to_string(run.outcome)}, {"reason", run.reason}});
  }
  summary.set("scanners", std::move(runs));
  summary.set("scanner", identity_value(evidence.scanner));
  if (evidence.plan_score) summary.set("plan_score", *evidence.plan_score);
  if (evidence.image_size) summary.set("image_size", *evidence.image_size);
  return summary;
}

Result<model::Subject> read_findings_subject(const json::Value& value, std::string_view where) {
  TRY(only_members(value, {"name", "digest", "service", "platform"}, where));
  model::Subject subject;
  TRY_ASSIGN(subject.name, json::require_string(value, "name", where));
  TRY_ASSIGN(subject.digest, read_digest(value, "digest", where));
  if (value.find("service") != nullptr) {
    TRY_ASSIGN(subject.service, json::require_string(value, "service", where));
  }
  if (value.find("platform") != nullptr) {
    TRY_ASSIGN(subject.platform, json::require_string(value, "platform", where));
  }
  return subject;
}

Result<ScannerRun> read_run(const json::Value& value, std::string_view where) {
  TRY(only_members(value, {"scanner", "outcome", "reason"}, where));
  ScannerRun run;
  TRY_ASSIGN(run.scanner, json::require_string(value, "scanner", where));
  TRY_ASSIGN(run.reason, json::require_string(value, "reason", where));
  TRY_ASSIGN(const std::string text, json::require_string(value, "outcome", where));
  for (const auto outcome :
       {ScannerRun::Outcome::complete, ScannerRun::Outcome::incomplete, ScannerRun::Outcome::not_asked}) {
    run.outcome = outcome;
    if (to_string(outcome) == text) return run;
  }
  return fail(wrong_member("outcome", text, "complete, incomplete or not_asked", where));
}

/// A string that is not empty, or null.
Result<std::string> read_text_or_null(const json::Value& value, std::string_view name,
                                      std::string_view where) {
  TRY_ASSIGN(const json::Value* member, json::require(value, name, where));
  if (member->is_null()) return std::string();
  return json::require_string(value, name, where);
}

/// Absent in evidence of before there was a sandbox.
Result<std::optional<ScannerSandbox>> read_sandbox(const json::Value& identity, std::string_view where) {
  const json::Value* value = identity.find("sandbox");
  if (value == nullptr) return std::nullopt;
  TRY(only_members(*value, {"files", "system_calls", "limits", "not_enforced"}, where));
  ScannerSandbox sandbox;
  TRY_ASSIGN(sandbox.files, read_text_or_null(*value, "files", where));
  TRY_ASSIGN(sandbox.system_calls, read_text_or_null(*value, "system_calls", where));
  TRY_ASSIGN(const json::Value* limits, json::require(*value, "limits", where));
  const std::string within = fmt::format("{}.limits", where);
  TRY(only_members(*limits, {"memory", "file_size", "open_files"}, within));
  TRY_ASSIGN(sandbox.memory, json::require_unsigned(*limits, "memory", within));
  TRY_ASSIGN(sandbox.file_size, json::require_unsigned(*limits, "file_size", within));
  TRY_ASSIGN(sandbox.open_files, json::require_unsigned(*limits, "open_files", within));
  TRY_ASSIGN(const json::Array* missing, json::require_array(*value, "not_enforced", where));
  for (const json::Value& one : *missing) {
    if (one.as_string() == nullptr) {
      return fail(wrong_member("not_enforced", "another value", "a list of strings", where));
    }
    sandbox.not_enforced.push_back(*one.as_string());
  }
  return sandbox;
}

Result<std::optional<ScannerIdentity>> read_identity(const json::Value& value, std::string_view where) {
  if (value.is_null()) return std::nullopt;
  TRY(only_members(value, {"name", "version", "binary", "database", "database_updated_at", "sandbox"},
                   where));
  ScannerIdentity scanner;
  TRY_ASSIGN(scanner.name, json::require_string(value, "name", where));
  TRY_ASSIGN(scanner.version, json::require_string(value, "version", where));
  TRY_ASSIGN(scanner.binary, read_digest(value, "binary", where));
  TRY_ASSIGN(scanner.database, read_digest(value, "database", where));
  TRY_ASSIGN(scanner.sandbox, read_sandbox(value, fmt::format("{}.sandbox", where)));
  TRY_ASSIGN(const json::Value* updated, json::require(value, "database_updated_at", where));
  if (updated->is_null()) return scanner;
  TRY_ASSIGN(const std::string text, json::require_string(value, "database_updated_at", where));
  const auto time = parse_rfc3339(text);
  if (!time) return fail(wrong_member("database_updated_at", text, "a time or null", where));
  scanner.database_updated_at = *time;
  return scanner;
}

/// Absent, or from 0 to 100.
Result<std::optional<int>> read_score(const json::Value& summary, std::string_view where) {
  if (summary.find("plan_score") == nullptr) return std::nullopt;
  TRY_ASSIGN(const std::uint64_t score, json::require_unsigned(summary, "plan_score", where));
  if (score > 100) return fail(wrong_member("plan_score", std::to_string(score), "0 to 100", where));
  return static_cast<int>(score);
}

/// The numbers are there for people and other programs; here they must only not contradict the findings.
Result<void> check_counts(const json::Value& summary, const Evidence& evidence, std::string_view where) {
  const auto check = [&](std::string_view name, std::uint64_t expected) -> Result<void> {
    TRY_ASSIGN(const std::uint64_t told, json::require_unsigned(summary, name, where));
    if (told == expected) return {};
    return fail(
        wrong_member(name, std::to_string(told), fmt::format("{}, the findings counted", expected), where));
  };
  TRY(check("total", evidence.findings.size()));
  for (const Severity severity : k_severities) {
    TRY(check(model::to_string(severity), count(evidence.findings, severity)));
  }
  return {};
}

}  // namespace

json::Value findings_value(const Evidence& evidence) {
  json::Object subject{{"name", evidence.subject.name}, {"digest", digest_value(evidence.subject.digest)}};
  if (!evidence.subject.service.empty()) subject.set("service", evidence.subject.service);
  if (!evidence.subject.platform.empty()) subject.set("platform", evidence.subject.platform);
  json::Array findings;
  for (const model::Finding& finding : evidence.findings) findings.push_back(finding_value(finding));
  json::Object document{{"schema", k_schema},
                        {"subject", std::move(subject)},
                        {"findings", std::move(findings)},
                        {"summary", summary_value(evidence)}};
  json::Array vex;
  for (const model::VexStatement& statement : evidence.vex) vex.push_back(vex_value(statement));
  if (!vex.empty()) document.set("vex", std::move(vex));
  return document;
}

std::string write_findings(const Evidence& evidence) {
  return json::write_pretty(findings_value(evidence));
}

Result<Evidence> read_findings(std::string_view bytes, std::string_view name) {
  TRY_ASSIGN(const json::Value document, parse_document(bytes, name, k_schema));
  TRY(only_members(document, {"schema", "subject", "findings", "summary", "vex"}, name));
  Evidence evidence;
  TRY_ASSIGN(const json::Value* subject, json::require(document, "subject", name));
  TRY_ASSIGN(evidence.subject, read_findings_subject(*subject, fmt::format("{}: subject", name)));
  TRY_ASSIGN(const json::Array* findings, json::require_array(document, "findings", name));
  for (const json::Value& value : *findings) {
    const std::string where = fmt::format("{}: findings[{}]", name, evidence.findings.size());
    TRY_ASSIGN(model::Finding finding, read_finding(value, where));
    evidence.findings.push_back(std::move(finding));
  }

  if (document.find("vex") != nullptr) {
    TRY_ASSIGN(const json::Array* statements, json::require_array(document, "vex", name));
    for (const json::Value& value : *statements) {
      TRY_ASSIGN(auto statement, read_vex(value, fmt::format("{}: vex[{}]", name, evidence.vex.size())));
      evidence.vex.push_back(std::move(statement));
    }
  }

  TRY_ASSIGN(const json::Value* summary, json::require(document, "summary", name));
  const std::string where = fmt::format("{}: summary", name);
  TRY(only_members(*summary,
                   {"total", "CRITICAL", "HIGH", "MEDIUM", "LOW", "UNKNOWN", "scanners", "scanner",
                    "plan_score", "image_size"},
                   where));
  TRY(check_counts(*summary, evidence, where));
  TRY_ASSIGN(const json::Array* runs, json::require_array(*summary, "scanners", where));
  for (const json::Value& value : *runs) {
    TRY_ASSIGN(ScannerRun run, read_run(value, fmt::format("{}.scanners[{}]", where, evidence.runs.size())));
    evidence.runs.push_back(std::move(run));
  }
  TRY_ASSIGN(const json::Value* scanner, json::require(*summary, "scanner", where));
  TRY_ASSIGN(evidence.scanner, read_identity(*scanner, fmt::format("{}.scanner", where)));
  TRY_ASSIGN(evidence.plan_score, read_score(*summary, where));
  if (summary->find("image_size") != nullptr) {
    TRY_ASSIGN(evidence.image_size, json::require_unsigned(*summary, "image_size", where));
  }
  return evidence;
}

}  // namespace pushgate::evidence
