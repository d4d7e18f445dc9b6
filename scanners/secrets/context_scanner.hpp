// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/evidence.hpp"
#include "scanners/secrets/context_files.hpp"
#include "scanners/trivy/trivy_scanner.hpp"

namespace pushgate::scanners {

/// Secrets in what an image is built from: ours and Trivy's, each place once, located by file and line. What
/// cannot be looked at makes the run incomplete, with the reason. Untrusted: the folder.
model::ScanResult scan_context(const ContextFolder& context, const TrivyOptions& options);

}  // namespace pushgate::scanners
