// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "report/report.hpp"

namespace pushgate::report::cases {

using namespace std::chrono_literals;

inline constexpr Time k_now = std::chrono::sys_days{2026y / 3 / 10} + 15h;

inline Digest digest_of(std::uint8_t byte) {
  Digest::Bytes bytes{};
  bytes.fill(byte);
  return Digest(bytes);
}

inline model::Finding vulnerability(std::string id, model::Severity severity, std::string purl,
                                    std::string fixed_version, std::string path) {
  model::Finding made;
  made.rule = "vuln/" + std::move(id);
  made.severity = severity;
  made.subject = std::move(purl);
  made.fixed_version = std::move(fixed_version);
  made.location.path = std::move(path);
  made.message = "a title of " + made.rule;
  return made;
}

inline const std::string k_urllib3_path = "usr/lib/python3/dist-packages/urllib3-1.26.4.dist-info/METADATA";

inline model::Finding urllib3() {
  return vulnerability("CVE-2021-33503", model::Severity::critical, "pkg:pypi/urllib3@1.26.4", "1.26.5",
                       k_urllib3_path);
}
inline model::Finding libssl3() {
  return vulnerability("CVE-2023-0286", model::Severity::high,
                       "pkg:deb/debian/libssl3@3.0.9-1%2Bdeb12u1?arch=amd64&distro=debian-12", "",
                       "var/lib/dpkg/status");
}
inline model::Finding missing_hash() {
  model::Finding made;
  made.rule = "lock/missing-hash";
  made.severity = model::Severity::high;
  made.subject = "idna";
  made.location = {"requirements.lock", 12, 1, ""};
  made.message = "idna==3.4 has no hash; expected --hash=sha256:…";
  made.hint = "make the lock with pip-compile --generate-hashes";
  return made;
}
inline model::Finding lesser(int number, model::Severity severity) {
  return vulnerability("CVE-2020-" + std::to_string(number), severity, "pkg:pypi/requests@2.0", "3.0",
                       "usr/lib/requests/METADATA");
}
inline model::Finding blind() {
  model::Finding made;
  made.rule = "plan/health-port";
  made.severity = model::Severity::medium;
  made.subject = "app";
  made.message = "an OCI configuration keeps no health check";
  made.could_not_look = true;
  return made;
}

inline model::Reason denial(const model::Finding& finding, const std::string& more = "") {
  return {model::Verdict::deny, finding.rule,           finding.severity,
          finding.subject,      finding.message + more, finding.fixed_version};
}
inline model::Reason unknown(std::string rule, std::string subject, std::string text) {
  return {model::Verdict::unknown, std::move(rule), model::Severity::unknown,
          std::move(subject),      std::move(text), ""};
}

/// Trivy looked, and nobody asked lock and plan.
inline model::Evidence evidence(std::vector<model::Finding> findings = {}) {
  using Outcome = model::ScannerRun::Outcome;
  model::Evidence made;
  made.subject = {"oci:build/app:v1", digest_of(0x1F), "", "linux/amd64"};
  made.runs = {{"trivy", Outcome::complete, ""},
               {"lock", Outcome::not_asked, "no --lock and no fleet file"},
               {"plan", Outcome::not_asked, "no --service"}};
  made.findings = std::move(findings);
  model::ScannerIdentity identity;
  identity.name = "trivy";
  identity.version = "0.69.3";
  identity.database_updated_at = k_now - 24h;
  made.scanner = identity;
  return made;
}

/// The verdict of the reasons, which stand in their order.
inline model::Decision decision(std::vector<model::Reason> reasons = {}) {
  model::Decision made;
  made.verdict = reasons.empty() ? model::Verdict::pass : reasons[0].effect;
  made.reasons = std::move(reasons);
  return made;
}

inline model::Evidence denied_evidence() {
  return evidence({lesser(1, model::Severity::medium), libssl3(), urllib3(), missing_hash(),
                   lesser(2, model::Severity::low), lesser(3, model::Severity::low), blind()});
}

inline model::Decision denied_decision() {
  model::Decision made = decision({denial(urllib3(), "; the waiver of ann@example.org expired on 2026-03-09"),
                                   denial(missing_hash()), denial(libssl3())});
  made.unfixed_denying = 1;
  return made;
}

}  // namespace pushgate::report::cases
