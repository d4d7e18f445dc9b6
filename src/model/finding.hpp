// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "model/severity.hpp"

namespace pushgate::model {

/// Where a finding is: a file on the host with a line, or a path in an image with the layer it came from.
struct Location {
  std::string path;          ///< may be empty
  std::uint32_t line = 0;    ///< from 1; 0: no line
  std::uint32_t column = 0;  ///< from 1; 0: no column
  std::string layer;         ///< diff_id of the layer, `sha256:…`; empty for a file on the host

  auto operator<=>(const Location&) const = default;
};

/// The one shape of everything that can be wrong: a CVE, a missing hash, a wrong port.
struct Finding {
  std::string rule;                       ///< `vuln/CVE-2024-1234`, `lock/missing-hash`, `plan/exposed-ports`
  Severity severity = Severity::unknown;  ///< from policies/rules.yaml, or from the advisory for `vuln/…`
  std::string subject;                    ///< a purl, a file, a service
  Location location;
  std::string message;        ///< what is wrong, what was expected
  std::string hint;           ///< what to do; may be empty
  std::string fixed_version;  ///< the version that has no such finding; empty: none yet, or not applicable
  /// The rule could not look (an OCI configuration has no Healthcheck field, say). Makes the verdict unknown
  /// only where the policy requires the rule; never counts as a violation.
  bool could_not_look = false;
  std::optional<Date>
      published{};  ///< the day on which the advisory of a `vuln/…` was published; none: not known

  auto operator<=>(const Finding&) const = default;
};

/// The order of every list of findings: severity (heaviest first), rule, subject, location, message.
void sort_findings(std::vector<Finding>& findings);

}  // namespace pushgate::model
