// SPDX-License-Identifier: Apache-2.0
#include "scanners/trivy/trivy_report.hpp"

#include <algorithm>

#include "adapter/json/json.hpp"
#include "base/escape.hpp"
#include "base/format.hpp"
#include "scanners/trivy/optional_array.hpp"

namespace pushgate::scanners {

namespace {

// A report, as far as it is read (Trivy 0.69.3, pkg/types/report.go):
//
//   {"SchemaVersion": 2, "CreatedAt": "2026-01-02T03:04:05.678Z",
//    "ArtifactName": "sbom.cdx.json", "ArtifactType": "cyclonedx",
//    "Metadata": {"OS": {"Family": "debian", "Name": "12.5"}},
//    "Results": [{"Class": "os-pkgs", "Type": "debian",
//      "Packages": [{"Identifier": {"PURL": "pkg:deb/…"}}],
//      "Vulnerabilities": [{"VulnerabilityID", "PkgName", "PkgPath", "PkgIdentifier": {"PURL"},
//                           "InstalledVersion", "FixedVersion", "Severity", "Title", "Description",
//                           "PublishedDate": "2021-06-29T11:15:00Z"}]}]}
//
// Members without a value are left out by Trivy, lists too.

constexpr std::string_view k_report = "Trivy's report";
constexpr std::size_t k_title_bytes = 300;
constexpr std::size_t k_word_bytes = 300;

/// One line of at most `limit` bytes, cut between characters.
std::string one_line(std::string_view text, std::size_t limit) {
  std::string out;
  for (const char c : text.substr(0, limit + 4)) {
    const bool blank = c == '\n' || c == '\r' || c == '\t' || c == ' ';
    if (!blank) {
      out += c;
    } else if (!out.empty() && out.back() != ' ') {
      out += ' ';
    }
  }
  if (out.size() <= limit && text.size() <= limit) return out;
  std::size_t end = std::min(out.size(), limit);
  while (end > 0 && end < out.size() && (static_cast<unsigned char>(out[end]) & 0xc0) == 0x80) --end;
  // The cut of `text` itself may have gone through a character.
  while (end > 0 && !is_utf8(std::string_view(out).substr(0, end))) --end;
  return out.substr(0, end) + "…";
}

bool is_vulnerability_id(std::string_view id) {
  return !id.empty() && id.size() <= 100 &&
         id.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.:_-") ==
             std::string_view::npos;
}

/// Empty where it is left out. What is there and no string is not taken for something that is not there: a
/// fix, say.
Result<std::string> optional_string(const json::Value& object, std::string_view name,
                                    const std::string& where) {
  if (object.find(name) == nullptr) return std::string();
  return json::require_string(object, name, where);
}

Result<std::string> purl_of(const json::Value& object, std::string_view member, const std::string& where) {
  if (object.find(member) == nullptr) return std::string();
  TRY(json::require_object(object, member, where));
  return optional_string(*object.find(member), "PURL", fmt::format("{}/{}", where, member));
}

Result<std::optional<Date>> day_of(const json::Value& object, std::string_view member,
                                   const std::string& where) {
  if (object.find(member) == nullptr) return std::nullopt;
  TRY_ASSIGN(const auto text, json::require_string(object, member, where));
  const auto time = parse_rfc3339(text);
  if (time) return std::chrono::floor<std::chrono::days>(*time);
  return fail(Error::unchecked(
      where, fmt::format("member \"{}\" is '{}'; expected a time in RFC 3339", member, one_line(text, 60))));
}

Result<ReportedVulnerability> read_vulnerability(const json::Value& entry, const std::string& where) {
  ReportedVulnerability out;
  TRY_ASSIGN(out.id, json::require_string(entry, "VulnerabilityID", where));
  if (!is_vulnerability_id(out.id)) {
    return fail(Error::unchecked(where, "member \"VulnerabilityID\" is no identifier of a vulnerability"));
  }
  TRY_ASSIGN(const auto package, json::require_string(entry, "PkgName", where));
  TRY_ASSIGN(const auto installed, json::require_string(entry, "InstalledVersion", where));
  TRY_ASSIGN(const auto severity, json::require_string(entry, "Severity", where));
  const auto parsed = model::parse_severity(severity);
  if (!parsed) {
    return fail(
        Error::unchecked(where, fmt::format("member \"Severity\" is '{}'; expected CRITICAL, HIGH, MEDIUM, "
                                            "LOW or UNKNOWN",
                                            one_line(severity, 40))));
  }
  out.severity = *parsed;
  out.package = one_line(package, k_word_bytes);
  out.installed = one_line(installed, k_word_bytes);
  TRY_ASSIGN(const auto fixed, optional_string(entry, "FixedVersion", where));
  TRY_ASSIGN(const auto path, optional_string(entry, "PkgPath", where));
  TRY_ASSIGN(const auto title, optional_string(entry, "Title", where));
  TRY_ASSIGN(const auto description, optional_string(entry, "Description", where));
  TRY_ASSIGN(out.purl, purl_of(entry, "PkgIdentifier", where));
  TRY_ASSIGN(out.published, day_of(entry, "PublishedDate", where));
  out.fixed = one_line(fixed, k_word_bytes);
  out.path = one_line(path, 4 * k_word_bytes);
  out.title = one_line(title.empty() ? description : title, k_title_bytes);
  return out;
}

Result<void> read_result(const json::Value& result, const std::string& where, TrivyReport& report) {
  if (result.as_object() == nullptr) return fail(Error::unchecked(where, "is no object"));
  TRY_ASSIGN(const auto* packages, optional_array(result, "Packages", where));
  for (std::size_t i = 0; i < packages->size(); ++i) {
    TRY_ASSIGN(auto purl, purl_of((*packages)[i], "Identifier", fmt::format("{}/Packages/{}", where, i)));
    report.packages.push_back(std::move(purl));
  }
  TRY_ASSIGN(const auto* vulnerabilities, optional_array(result, "Vulnerabilities", where));
  for (std::size_t i = 0; i < vulnerabilities->size(); ++i) {
    TRY_ASSIGN(auto vulnerability,
               read_vulnerability((*vulnerabilities)[i], fmt::format("{}/Vulnerabilities/{}", where, i)));
    report.vulnerabilities.push_back(std::move(vulnerability));
  }
  return {};
}

}  // namespace

Result<TrivyReport> parse_trivy_report(std::string_view text, std::string_view artifact) {
  TRY_ASSIGN(const auto document, json::parse(text, k_report));
  TRY_ASSIGN(const auto version, json::require_unsigned(document, "SchemaVersion", k_report));
  if (version != 2) {
    return fail(Error::unchecked(std::string(k_report),
                                 fmt::format("has the schema version {}; expected 2", version)));
  }
  TRY_ASSIGN(const auto name, json::require_string(document, "ArtifactName", k_report));
  TRY_ASSIGN(const auto type, json::require_string(document, "ArtifactType", k_report));
  if (name != artifact || type != "cyclonedx") {
    return fail(Error::unchecked(std::string(k_report),
                                 fmt::format("is about '{}' of type '{}'; expected '{}' of type 'cyclonedx'",
                                             one_line(name, 100), one_line(type, 40), artifact)));
  }
  TRY_ASSIGN(const auto created, json::require_string(document, "CreatedAt", k_report));
  const auto created_at = parse_rfc3339(created);
  if (!created_at) {
    return fail(Error::unchecked(
        std::string(k_report),
        fmt::format("member \"CreatedAt\" is '{}'; expected a time in RFC 3339", one_line(created, 60))));
  }
  TrivyReport report{.created_at = *created_at, .os_family = {}, .vulnerabilities = {}, .packages = {}};
  if (const auto* metadata = document.find("Metadata")) {
    if (const auto* os = metadata->find("OS")) {
      TRY_ASSIGN(report.os_family, optional_string(*os, "Family", fmt::format("{}/Metadata/OS", k_report)));
    }
  }
  const std::string where(k_report);
  TRY_ASSIGN(const auto* results, optional_array(document, "Results", where));
  for (std::size_t i = 0; i < results->size(); ++i) {
    TRY(read_result((*results)[i], fmt::format("{}/Results/{}", where, i), report));
  }
  return report;
}

}  // namespace pushgate::scanners
