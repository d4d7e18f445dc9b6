// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "model/component.hpp"
#include "model/evidence.hpp"
#include "scanners/trivy/package_index.hpp"
#include "scanners/trivy/trivy_report.hpp"
#include "scanners/trivy/trivy_scanner.hpp"

// Only for the sources of this room: a scan in its two halves.

namespace pushgate::scanners {

/// What came of asking Trivy about a document.
struct TrivyAnswer {
  std::optional<TrivyReport> report;     ///< none where it did not come so far
  std::vector<model::Finding> findings;  ///< of the report
  std::string text;                      ///< the report exactly as Trivy wrote it
  std::optional<model::ScannerIdentity> identity;
  std::vector<std::string> doubts;  ///< why the report may not be believed, whichever package it is about
};

/// Runs Trivy over a document, and the canary. `inventory` is what the document holds, at least one package,
/// and `index` its own.
TrivyAnswer ask_trivy(const std::string& sbom, const model::Inventory& inventory, const PackageIndex& index,
                      const TrivyOptions& options);

/// What the answer means for an inventory: its findings, which are taken from it, and with its doubts those
/// about these packages.
model::ScanResult judge_answer(TrivyAnswer& answer, const model::Inventory& inventory,
                               const PackageIndex& index);

}  // namespace pushgate::scanners
