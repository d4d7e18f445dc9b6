// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "evidence/inputs.hpp"
#include "gate/open_image.hpp"
#include "model/decision.hpp"
#include "model/evidence.hpp"
#include "model/provenance.hpp"
#include "store/staged_folder.hpp"

namespace pushgate::gate {

inline constexpr const char* k_receipt_file = "receipt.dsse.json";
inline constexpr const char* k_evidence_file = "evidence.json";

/// What goes into the folder, before it is signed.
struct EvidenceInput {
  const oci::Image& image;
  const model::Evidence& evidence;
  const std::string& findings;  ///< findings.json, which `evidence` was read from
  const model::Decision& decision;
  const std::string& policy;  ///< the policy document
  const evidence::InputsDocument& inputs;
  const std::string& sbom;
  const std::string& trivy_report;  ///< may be empty
  const std::vector<model::DistributionProof>& distributions;
  const std::string& markdown;
  const std::string& sarif;
};

/// Every file of the folder by name, evidence.json over them included; no receipt yet. report.html is made of
/// the others as they are read back, so that the folder alone gives it again.
Result<std::map<std::string, std::string>> make_evidence_files(const EvidenceInput& input);

/// Writes the files, of which `linux-amd64/NAME` is in a folder of it, to disk beside the folder; commit()
/// makes them the folder, and without it nothing has changed.
Result<store::StagedFolder> stage_evidence_folder(const std::string& folder,
                                                  const std::map<std::string, std::string>& files);

}  // namespace pushgate::gate
