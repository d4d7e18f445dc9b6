// SPDX-License-Identifier: Apache-2.0
#include "scanners/secrets/secret_findings.hpp"

#include <algorithm>
#include <utility>

#include "base/error_line.hpp"
#include "base/format.hpp"

namespace pushgate::scanners {

model::Finding secret_finding(const SeenSecret& secret, model::Location place) {
  model::Finding finding;
  finding.rule = secret.is_token ? "secrets/registry-token" : "secrets/registry-credentials";
  finding.subject = place.path;
  finding.location = std::move(place);
  finding.message = fmt::format("holds a {} ({})", secret.kind, secret.told);
  if (secret.checksum == Checksum::wrong)
    finding.message +=
        "; its last six characters are not the checksum of the others, so it may be an example";
  finding.hint =
      "revoke it first: whoever has what it is in has it; then take it out, where it is and from the history";
  return finding;
}

void add_unless_told(std::vector<model::Finding>& findings, model::Finding finding) {
  const bool is_told = std::ranges::any_of(findings, [&](const model::Finding& one) {
    return one.rule == finding.rule && one.location == finding.location;
  });
  if (!is_told) findings.push_back(std::move(finding));
}

std::string error_and_hint(const Error& error) {
  return error_line(error) + (error.hint.empty() ? "" : "; " + error.hint);
}

}  // namespace pushgate::scanners
