// SPDX-License-Identifier: Apache-2.0
#include "scanners/lock/lock_findings.hpp"

#include <utility>

#include "base/format.hpp"
#include "base/percent.hpp"

namespace pushgate::scanners {

using model::Finding;
using model::ScannerRun;

Finding& LockFindings::add(std::string rule, const std::string& subject, const LockPlace& place,
                           std::string message, std::string hint) {
  Finding finding;
  finding.rule = std::move(rule);
  finding.subject = subject.empty() ? m_lock : subject;
  finding.location = {place.path, place.line, 0, ""};
  finding.message = std::move(message);
  finding.hint = std::move(hint);
  return m_findings.emplace_back(std::move(finding));
}

void LockFindings::could_not_judge(std::string rule, const std::string& subject, const LockPlace& place,
                                   std::string what, std::string hint) {
  if (m_not_judged++ == 0) {
    m_first_not_judged = place.line == 0 ? what : fmt::format("line {} {}", place.line, what);
  }
  add(std::move(rule), subject, place, std::move(what), std::move(hint)).could_not_look = true;
}

model::ScanResult LockFindings::take() {
  model::ScanResult result;
  result.run.scanner = "lock";
  result.run.outcome = m_not_judged == 0 ? ScannerRun::Outcome::complete : ScannerRun::Outcome::incomplete;
  if (m_not_judged != 0) {
    result.run.reason = fmt::format("{}: {} could not be judged; the first: {}", m_lock,
                                    m_not_judged == 1 ? "one thing" : fmt::format("{} things", m_not_judged),
                                    m_first_not_judged);
  }
  model::sort_findings(m_findings);
  result.findings = std::move(m_findings);
  return result;
}

std::string shell_quoted(std::string_view text) {
  std::string out = "'";
  for (const char c : text) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

std::string lock_purl(const python::Requirement& requirement) {
  std::string out = "pkg:pypi/";
  for (const char c : requirement.name) {
    out += c == '_' ? '-' : c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  if (requirement.pin.empty()) return out;
  return out + '@' + percent_encode(requirement.pin, "");
}

}  // namespace pushgate::scanners
