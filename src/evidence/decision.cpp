// SPDX-License-Identifier: Apache-2.0
#include "base/format.hpp"
#include "evidence/documents.hpp"
#include "evidence/finding_value.hpp"
#include "evidence/members.hpp"
#include "evidence/vex_value.hpp"

namespace pushgate::evidence {

namespace {

using model::Decision;
using model::Reason;
using model::Verdict;
using model::Waived;

constexpr std::string_view k_schema = "pushgate.decision/v1";

Result<Verdict> read_verdict(const json::Value& object, std::string_view name, std::string_view where) {
  TRY_ASSIGN(const std::string text, json::require_string(object, name, where));
  const auto verdict = model::parse_verdict(text);
  if (!verdict) return fail(wrong_member(name, text, "pass, deny or unknown", where));
  return *verdict;
}

Result<Reason> read_reason(const json::Value& value, std::string_view where) {
  TRY(only_members(value, {"effect", "rule", "severity", "subject", "text", "fixed_version"}, where));
  Reason reason;
  TRY_ASSIGN(reason.effect, read_verdict(value, "effect", where));
  if (reason.effect == Verdict::pass) return fail(wrong_member("effect", "pass", "deny or unknown", where));
  TRY_ASSIGN(reason.rule, json::require_string(value, "rule", where));
  TRY_ASSIGN(reason.severity, read_severity(value, where));
  TRY_ASSIGN(reason.subject, json::require_string(value, "subject", where));
  TRY_ASSIGN(reason.text, json::require_string(value, "text", where));
  TRY_ASSIGN(reason.fixed_version, json::require_string(value, "fixed_version", where));
  return reason;
}

Result<Waived> read_waived(const json::Value& value, std::string_view where) {
  TRY(only_members(value, {"finding", "reason", "owner", "expires"}, where));
  Waived waived;
  TRY_ASSIGN(const json::Value* finding, json::require(value, "finding", where));
  TRY_ASSIGN(waived.finding, read_finding(*finding, fmt::format("{}.finding", where)));
  TRY_ASSIGN(waived.reason, json::require_string(value, "reason", where));
  TRY_ASSIGN(waived.owner, json::require_string(value, "owner", where));
  TRY_ASSIGN(waived.expires, read_date(value, "expires", where));
  return waived;
}

/// Absent where none is young enough.
Result<std::vector<model::Graced>> read_grace(const json::Value& document, std::string_view name) {
  std::vector<model::Graced> grace;
  if (document.find("grace") == nullptr) return grace;
  TRY_ASSIGN(const json::Array* rows, json::require_array(document, "grace", name));
  for (const json::Value& row : *rows) {
    const std::string where = fmt::format("{}: grace[{}]", name, grace.size());
    TRY(only_members(row, {"finding", "until"}, where));
    TRY_ASSIGN(const json::Value* finding, json::require(row, "finding", where));
    TRY_ASSIGN(model::Finding read, read_finding(*finding, fmt::format("{}.finding", where)));
    TRY_ASSIGN(const Date until, read_date(row, "until", where));
    grace.push_back({std::move(read), until});
  }
  return grace;
}

/// Absent where none passes by VEX.
Result<std::vector<model::Vexed>> read_vexed(const json::Value& document, std::string_view name) {
  std::vector<model::Vexed> vexed;
  if (document.find("vex") == nullptr) return vexed;
  TRY_ASSIGN(const json::Array* rows, json::require_array(document, "vex", name));
  for (const json::Value& row : *rows) {
    const std::string where = fmt::format("{}: vex[{}]", name, vexed.size());
    TRY(only_members(row, {"finding", "statement", "against"}, where));
    model::Vexed one;
    TRY_ASSIGN(const json::Value* finding, json::require(row, "finding", where));
    TRY_ASSIGN(one.finding, read_finding(*finding, fmt::format("{}.finding", where)));
    TRY_ASSIGN(const json::Value* statement, json::require(row, "statement", where));
    TRY_ASSIGN(one.said, read_vex(*statement, fmt::format("{}.statement", where)));
    TRY_ASSIGN(one.against, json::require_string(row, "against", where));
    vexed.push_back(std::move(one));
  }
  return vexed;
}

/// Absent where the policy's own rules found nothing.
Result<std::vector<model::Finding>> read_found(const json::Value& document, std::string_view name) {
  std::vector<model::Finding> found;
  if (document.find("findings") == nullptr) return found;
  TRY_ASSIGN(const json::Array* rows, json::require_array(document, "findings", name));
  for (const json::Value& row : *rows) {
    TRY_ASSIGN(model::Finding finding,
               read_finding(row, fmt::format("{}: findings[{}]", name, found.size())));
    found.push_back(std::move(finding));
  }
  return found;
}

/// Absent where the policy changed none.
Result<std::map<std::string, model::Severity, std::less<>>> read_severities(const json::Value& document,
                                                                            std::string_view name) {
  std::map<std::string, model::Severity, std::less<>> severities;
  if (document.find("severities") == nullptr) return severities;
  TRY_ASSIGN(const json::Array* rows, json::require_array(document, "severities", name));
  for (const json::Value& row : *rows) {
    const std::string where = fmt::format("{}: severities[{}]", name, severities.size());
    TRY(only_members(row, {"rule", "severity"}, where));
    TRY_ASSIGN(std::string rule, json::require_string(row, "rule", where));
    TRY_ASSIGN(const model::Severity severity, read_severity(row, where));
    if (!severities.emplace(std::move(rule), severity).second)
      return fail(Error::unchecked(where, "names a rule a second time; expected each once"));
  }
  return severities;
}

}  // namespace

json::Value decision_value(const Decision& decision) {
  json::Array reasons;
  for (const Reason& reason : decision.reasons) {
    reasons.emplace_back(json::Object{{"effect", model::to_string(reason.effect)},
                                      {"rule", reason.rule},
                                      {"severity", model::to_string(reason.severity)},
                                      {"subject", reason.subject},
                                      {"text", reason.text},
                                      {"fixed_version", reason.fixed_version}});
  }
  json::Array waived;
  for (const Waived& one : decision.waived) {
    waived.emplace_back(json::Object{{"finding", finding_value(one.finding)},
                                     {"reason", one.reason},
                                     {"owner", one.owner},
                                     {"expires", format_date(one.expires)}});
  }
  json::Object document{{"schema", k_schema},
                        {"verdict", model::to_string(decision.verdict)},
                        {"reasons", std::move(reasons)},
                        {"policy", json::Object{{"digest", digest_value(decision.policy)}}},
                        {"waived", std::move(waived)},
                        {"unfixed_denying", static_cast<std::uint64_t>(decision.unfixed_denying)},
                        {"unfixed_ignored", static_cast<std::uint64_t>(decision.unfixed_ignored)}};
  json::Array severities;
  for (const auto& [rule, severity] : decision.severities)
    severities.emplace_back(json::Object{{"rule", rule}, {"severity", model::to_string(severity)}});
  if (!severities.empty()) document.set("severities", std::move(severities));
  json::Array grace;
  for (const model::Graced& one : decision.grace) {
    grace.emplace_back(
        json::Object{{"finding", finding_value(one.finding)}, {"until", format_date(one.until)}});
  }
  if (!grace.empty()) document.set("grace", std::move(grace));
  json::Array vexed;
  for (const model::Vexed& one : decision.vex) {
    vexed.emplace_back(json::Object{{"finding", finding_value(one.finding)},
                                    {"statement", vex_value(one.said)},
                                    {"against", one.against}});
  }
  if (!vexed.empty()) document.set("vex", std::move(vexed));
  json::Array found;
  for (const model::Finding& one : decision.found) found.push_back(finding_value(one));
  if (!found.empty()) document.set("findings", std::move(found));
  return document;
}

std::string write_decision(const Decision& decision) {
  return json::write_pretty(decision_value(decision));
}

Result<Decision> read_decision(std::string_view bytes, std::string_view name) {
  TRY_ASSIGN(const json::Value document, parse_document(bytes, name, k_schema));
  TRY(only_members(document,
                   {"schema", "verdict", "reasons", "policy", "waived", "unfixed_denying", "unfixed_ignored",
                    "severities", "grace", "vex", "findings"},
                   name));
  Decision decision;
  TRY_ASSIGN(decision.verdict, read_verdict(document, "verdict", name));
  TRY_ASSIGN(const json::Array* reasons, json::require_array(document, "reasons", name));
  for (const json::Value& value : *reasons) {
    TRY_ASSIGN(Reason reason,
               read_reason(value, fmt::format("{}: reasons[{}]", name, decision.reasons.size())));
    decision.reasons.push_back(std::move(reason));
  }
  if ((decision.verdict == Verdict::pass) != decision.reasons.empty()) {
    return fail(Error::unchecked(std::string(name),
                                 "contradicts itself; expected reasons for every verdict but pass"));
  }
  TRY_ASSIGN(const json::Value* policy, json::require(document, "policy", name));
  TRY(only_members(*policy, {"digest"}, fmt::format("{}: policy", name)));
  TRY_ASSIGN(decision.policy, read_digest(*policy, "digest", fmt::format("{}: policy", name)));
  TRY_ASSIGN(const json::Array* waived, json::require_array(document, "waived", name));
  for (const json::Value& value : *waived) {
    TRY_ASSIGN(Waived one, read_waived(value, fmt::format("{}: waived[{}]", name, decision.waived.size())));
    decision.waived.push_back(std::move(one));
  }
  TRY_ASSIGN(decision.unfixed_denying, json::require_unsigned(document, "unfixed_denying", name));
  TRY_ASSIGN(decision.unfixed_ignored, json::require_unsigned(document, "unfixed_ignored", name));
  TRY_ASSIGN(decision.severities, read_severities(document, name));
  TRY_ASSIGN(decision.grace, read_grace(document, name));
  TRY_ASSIGN(decision.vex, read_vexed(document, name));
  TRY_ASSIGN(decision.found, read_found(document, name));
  return decision;
}

}  // namespace pushgate::evidence
