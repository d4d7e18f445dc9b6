// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>

#include "base/progress.hpp"
#include "base/result.hpp"
#include "gate/collect.hpp"
#include "model/decision.hpp"
#include "model/evidence.hpp"

namespace pushgate::gate {

/// `pushgate scan IMAGE` or `scan FILE.cdx.json`.
struct ScanRequest {
  ImageRequest image;  ///< its text may be a file that ends in `.json`: then that SBOM is scanned
  std::string policy_file;
  TrivyChoice trivy;
  std::string cache_dir;  ///< `--cache-dir`; empty: the default
};

struct ScanOutcome {
  model::Evidence evidence;
  model::Decision decision;
  std::string policy_name;
  std::size_t packages = 0;
  std::size_t layers = 0;
};

/// Trivy over an image's SBOM or an SBOM file, normalised to findings, decided by the policy.
Result<ScanOutcome> scan(const ScanRequest& request, Progress& progress);

}  // namespace pushgate::gate
