// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "model/component.hpp"
#include "model/evidence.hpp"

namespace pushgate::scanners {

/// What of the policy Trivy is held to (a copy: scanners do not see the policy room).
struct TrivyRules {
  std::vector<std::string> allowed_versions;
  std::vector<std::string> forbidden_versions;
  std::optional<Digest> binary;
  std::chrono::hours max_database_age{24 * 7};
  bool sandbox_required = false;  ///< it does not run where the kernel does not hold it to all of its sandbox
};

struct TrivyOptions {
  std::string executable;  ///< `--trivy PATH`; empty: `trivy` on PATH, then the cache of ci/tools.sh
  std::string cache_dir;   ///< `--trivy-cache DIR`: used as it is, offline; empty: Trivy's own, with updates
  TrivyRules rules;
  std::chrono::seconds timeout{600};
};

struct TrivyResult {
  model::ScanResult result;  ///< findings sorted; run incomplete with the reason where anything failed
  std::string report;        ///< trivy.json exactly as Trivy wrote it; empty where there is none
  std::optional<model::ScannerIdentity> identity;
};

/// `trivy sbom` over an SBOM document, normalised to findings; then the canary: for the distribution and each
/// ecosystem of the inventory a scan of its own packages and some well-known ones in their oldest version,
/// which must find something. Whatever fails (no Trivy, a forbidden version, an old or missing database, exit
/// code, time-out, output that is no report, a report about something else, a silent canary, packages that
/// Trivy never has advisories for) makes the run incomplete with a reason and a hint; it is never an
/// exception to the caller. Trivy's Java database is not asked: it names jars by their SHA-1, and here the
/// SBOM does.
TrivyResult scan_with_trivy(const std::string& sbom, const model::Inventory& inventory,
                            const TrivyOptions& options);

/// Where Trivy would come from and what it is, for `doctor`. Errors: unchecked.
Result<model::ScannerIdentity> identify_trivy(const TrivyOptions& options);

}  // namespace pushgate::scanners
