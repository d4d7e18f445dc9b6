// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "model/severity.hpp"

namespace pushgate::scanners {

/// One entry of `Results[].Vulnerabilities[]`. All texts are foreign.
struct ReportedVulnerability {
  std::string id;  ///< letters, digits, `.`, `_`, `:` and `-`, at most 100 of them
  std::string package;
  std::string installed;
  std::string fixed;  ///< `1.26.5`, `1.26.18, 2.0.7`; empty: none yet
  std::string title;  ///< of the description where there is no title; one line, at most 300 bytes
  std::string purl;   ///< as Trivy writes it
  std::string path;   ///< in the image; may be empty
  model::Severity severity = model::Severity::unknown;
  std::optional<Date> published{};  ///< none where the advisory does not say
};

/// What counts of a Trivy report about an SBOM.
struct TrivyReport {
  Time created_at;        ///< by the scanner's clock
  std::string os_family;  ///< empty: none recognised
  std::vector<ReportedVulnerability> vulnerabilities;
  std::vector<std::string> packages;  ///< the purl of each package that was looked at
};

/// Reads `trivy sbom --format json` (schema version 2) strictly: it must be about `artifact`. Unknown members
/// are ignored. Errors: unchecked. Untrusted: the text.
Result<TrivyReport> parse_trivy_report(std::string_view text, std::string_view artifact);

}  // namespace pushgate::scanners
