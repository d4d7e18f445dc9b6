// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "model/component.hpp"
#include "model/decision.hpp"
#include "model/evidence.hpp"
#include "model/provenance.hpp"

namespace pushgate::gate {

/// An evidence folder, read back whole and checked against its evidence.json.
struct StoredEvidence {
  model::Evidence evidence;
  model::Decision decision;  ///< as stored
  model::Inventory inventory;  ///< as sbom.cdx.json has it
  std::size_t packages = 0;
  std::size_t layers = 0;
  std::vector<model::DistributionProof> distributions;
};

Result<StoredEvidence> read_stored_evidence(const std::string& folder);

struct PolicyCheckOutcome {
  StoredEvidence stored;
  model::Decision decision;  ///< as decided now
  std::string policy_name;
};

/// `policy check DIR`: decides again from stored evidence, without the image.
Result<PolicyCheckOutcome> check_policy(const std::string& folder, const std::string& policy_file);

enum class ReportForm { text, markdown, sarif };

/// `report DIR`: makes a report again from the folder; Markdown and SARIF are the very bytes of report.md and
/// report.sarif.
Result<std::string> make_report(const std::string& folder, ReportForm form, bool colour, int width);

}  // namespace pushgate::gate
