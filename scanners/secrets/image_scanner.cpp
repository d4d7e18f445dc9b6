// SPDX-License-Identifier: Apache-2.0
#include "scanners/secrets/image_scanner.hpp"

#include <string>
#include <utility>
#include <vector>

#include "base/error_line.hpp"
#include "base/escape.hpp"
#include "oci/layout_writer.hpp"
#include "scanners/secrets/image_secrets.hpp"
#include "scanners/secrets/secret_findings.hpp"
#include "scanners/secrets/trivy_secrets.hpp"
#include "store/staged_folder.hpp"

namespace pushgate::scanners {

namespace {

constexpr const char* k_layout = "image";

Result<void> add_trivy(const SecretsInput& input, const TrivyOptions& options,
                       std::vector<model::Finding>& findings) {
  TRY_ASSIGN(const auto scratch, store::ScratchFolder::create());
  TRY(oci::write_layout(*input.source, input.image, scratch.path() / k_layout));
  TRY_ASSIGN(const auto secrets, trivy_secrets_of(k_layout, options, scratch.path()));
  for (const ReportedSecret& secret : secrets) {
    model::Location place;
    place.path = secret.layer.empty() ? "image configuration" : escape_controls(secret.target);
    place.layer = escape_controls(secret.layer);
    add_unless_told(findings, trivy_secret_finding(secret, std::move(place)));
  }
  return {};
}

}  // namespace

model::ScanResult scan_secrets(const SecretsInput& input, const TrivyOptions& options) {
  using Outcome = model::ScannerRun::Outcome;
  model::ScanResult result;
  result.run = {"secrets", Outcome::complete, ""};
  result.findings = image_secrets(input.search, input.image, input.facts, input.view);
  if (input.source == nullptr) return result;
  if (auto done = add_trivy(input, options, result.findings); !done)
    result.run = {"secrets", Outcome::incomplete, error_and_hint(done.error())};
  return result;
}

}  // namespace pushgate::scanners
