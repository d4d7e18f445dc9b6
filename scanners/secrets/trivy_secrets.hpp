// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "model/finding.hpp"
#include "scanners/trivy/trivy_scanner.hpp"

namespace pushgate::scanners {

/// One entry of `Results[].Secrets[]`; without the line of text that Trivy quotes, in which it masks what its
/// own rules know and nothing else.
struct ReportedSecret {
  std::string target;  ///< a path below what was scanned, as Trivy writes it
  std::string rule;    ///< `github-pat`: small letters, digits and `-`, at most 100 of them
  std::string title;   ///< one line, at most 200 bytes
  model::Severity severity = model::Severity::unknown;
  std::uint32_t line = 0;
  std::string layer;  ///< the diff_id of an image's layer; may be empty
};

/// Reads a report on secrets (schema version 2), which must be about `artifact` and of `type` (`filesystem`,
/// `container_image`). Errors: unchecked. Untrusted: the text.
Result<std::vector<ReportedSecret>> parse_secret_report(std::string_view text, std::string_view artifact,
                                                        std::string_view type);

/// Trivy's secret scanner over `folder`, a name in `scratch`, with its built-in allow-rules off, which pass
/// over documents, tests and examples. Beside the folder a secret of our making lies in a document of a test,
/// and a Trivy that does not find it is not believed. Errors: unchecked.
Result<std::vector<ReportedSecret>> trivy_secrets_in(const std::string& folder, const TrivyOptions& options,
                                                     const std::filesystem::path& scratch);

/// The same over an image, the OCI layout `layout` in `scratch`: every layer, and the configuration, whose
/// secrets have no layer.
Result<std::vector<ReportedSecret>> trivy_secrets_of(const std::string& layout, const TrivyOptions& options,
                                                     const std::filesystem::path& scratch);

/// The finding of one of Trivy's: secrets/registry-token and secrets/registry-credentials for what lets
/// somebody into a registry, secrets/trivy-critical, -high, -medium and -low for others, as Trivy rates them.
model::Finding trivy_secret_finding(const ReportedSecret& secret, model::Location place);

}  // namespace pushgate::scanners
