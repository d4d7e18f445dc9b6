// SPDX-License-Identifier: Apache-2.0
//
// A finding in JSON, as design.md promises it to other programs: rule, severity, subject, location {path,
// line, column, layer}, message, hint, fixed_version; "unknown": true where the rule could not look, and
// "published" where the day of the advisory is known.
#include "evidence/finding_value.hpp"

#include <limits>

#include "base/format.hpp"
#include "evidence/members.hpp"

namespace pushgate::evidence {

namespace {

json::Value location_value(const model::Location& location) {
  json::Object object{{"path", location.path}};
  if (location.line != 0) object.set("line", location.line);
  if (location.column != 0) object.set("column", location.column);
  if (!location.layer.empty()) object.set("layer", location.layer);
  return object;
}

/// A line or a column: absent, or from 1.
Result<std::uint32_t> read_place(const json::Value& location, std::string_view name, std::string_view where) {
  if (location.find(name) == nullptr) return 0;
  TRY_ASSIGN(const std::uint64_t place, json::require_unsigned(location, name, where));
  if (place == 0 || place > std::numeric_limits<std::uint32_t>::max()) {
    return fail(wrong_member(name, std::to_string(place), "a number from 1 to 4294967295", where));
  }
  return static_cast<std::uint32_t>(place);
}

Result<model::Location> read_location(const json::Value& value, std::string_view where) {
  TRY(only_members(value, {"path", "line", "column", "layer"}, where));
  model::Location location;
  TRY_ASSIGN(location.path, json::require_string(value, "path", where));
  TRY_ASSIGN(location.line, read_place(value, "line", where));
  TRY_ASSIGN(location.column, read_place(value, "column", where));
  if (value.find("layer") != nullptr) {
    TRY_ASSIGN(location.layer, json::require_string(value, "layer", where));
  }
  return location;
}

}  // namespace

json::Value finding_value(const model::Finding& finding) {
  json::Object object{{"rule", finding.rule},
                      {"severity", model::to_string(finding.severity)},
                      {"subject", finding.subject},
                      {"location", location_value(finding.location)},
                      {"message", finding.message},
                      {"hint", finding.hint},
                      {"fixed_version", finding.fixed_version}};
  if (finding.could_not_look) object.set("unknown", true);
  if (finding.published) object.set("published", format_date(*finding.published));
  return object;
}

Result<model::Severity> read_severity(const json::Value& object, std::string_view where) {
  TRY_ASSIGN(const std::string text, json::require_string(object, "severity", where));
  const auto severity = model::parse_severity(text);
  if (!severity) return fail(wrong_member("severity", text, "CRITICAL, HIGH, MEDIUM, LOW or UNKNOWN", where));
  return *severity;
}

Result<Date> read_date(const json::Value& object, std::string_view name, std::string_view where) {
  TRY_ASSIGN(const std::string text, json::require_string(object, name, where));
  const auto date = parse_date(text);
  if (!date) return fail(wrong_member(name, text, "a date such as 2026-01-02", where));
  return *date;
}

Result<model::Finding> read_finding(const json::Value& value, std::string_view where) {
  TRY(only_members(
      value,
      {"rule", "severity", "subject", "location", "message", "hint", "fixed_version", "unknown", "published"},
      where));
  model::Finding finding;
  TRY_ASSIGN(finding.rule, json::require_string(value, "rule", where));
  TRY_ASSIGN(finding.severity, read_severity(value, where));
  TRY_ASSIGN(finding.subject, json::require_string(value, "subject", where));
  TRY_ASSIGN(const json::Value* location, json::require(value, "location", where));
  TRY_ASSIGN(finding.location, read_location(*location, fmt::format("{}.location", where)));
  TRY_ASSIGN(finding.message, json::require_string(value, "message", where));
  TRY_ASSIGN(finding.hint, json::require_string(value, "hint", where));
  TRY_ASSIGN(finding.fixed_version, json::require_string(value, "fixed_version", where));
  if (const json::Value* unknown = value.find("unknown")) {
    if (unknown->as_bool() == nullptr || !*unknown->as_bool()) {
      return fail(wrong_member("unknown", json::write(*unknown), "true, or no such member", where));
    }
    finding.could_not_look = true;
  }
  if (value.find("published") != nullptr) {
    TRY_ASSIGN(finding.published, read_date(value, "published", where));
  }
  return finding;
}

}  // namespace pushgate::evidence
