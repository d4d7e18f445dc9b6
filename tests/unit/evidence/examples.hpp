// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "base/result.hpp"
#include "evidence/documents.hpp"

namespace pushgate::evidence {

inline Digest digest_of(char digit) {
  return *Digest::parse_hex(std::string(64, digit));
}

/// A finding with every member set.
inline model::Finding full_finding() {
  model::Finding finding;
  finding.rule = "vuln/CVE-2024-1234";
  finding.severity = model::Severity::high;
  finding.subject = "pkg:deb/debian/libssl3@3.0.1?arch=amd64";
  finding.location = {"/var/lib/dpkg/status", 12, 3, digest_of('b').to_string()};
  finding.message = "says \"no\" to\nünïcode \x1b[2J";
  finding.hint = "upgrade";
  finding.fixed_version = "3.0.2";
  finding.published = *parse_date("2024-02-29");
  return finding;
}

/// The text with the first `from` in it replaced.
inline std::string with(std::string text, const std::string& from, const std::string& to) {
  const auto at = text.find(from);
  return at == std::string::npos ? "nothing to replace: " + from : text.replace(at, from.size(), to);
}

template <typename T>
std::string error_of(const Result<T>& result) {
  if (result) return "no error";
  return result.error().code == ErrorCode::unchecked ? result.error().render() : "not unchecked";
}

}  // namespace pushgate::evidence
