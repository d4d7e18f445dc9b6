// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "model/component.hpp"
#include "model/evidence.hpp"
#include "scanners/trivy/trivy_report.hpp"
#include "scanners/trivy/trivy_scanner.hpp"

// Only for the sources of this room: a scan in its two halves.

namespace pushgate::scanners {

/// What came of asking Trivy about a document.
struct TrivyAnswer {
  std::optional<TrivyReport> report;  ///< none where it did not come so far
  std::string text;                   ///< the report exactly as Trivy wrote it
  std::optional<model::ScannerIdentity> identity;
  std::vector<std::string> doubts;  ///< why the report may not be believed, whichever package it is about
};

/// Runs Trivy over a document, and the canary. `inventory` is what the document holds, at least one package.
TrivyAnswer ask_trivy(const std::string& sbom, const model::Inventory& inventory,
                      const TrivyOptions& options);

/// What the answer means for an inventory: its findings, and with the answer's doubts those about these
/// packages.
model::ScanResult judge_answer(const TrivyAnswer& answer, const model::Inventory& inventory);

}  // namespace pushgate::scanners
