// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "evidence/documents.hpp"
#include "evidence/inputs.hpp"
#include "model/component.hpp"
#include "model/decision.hpp"
#include "model/evidence.hpp"
#include "model/provenance.hpp"

namespace pushgate::gate {

/// An evidence folder, read back whole and checked against its evidence.json.
struct StoredEvidence {
  model::Evidence evidence;
  model::Decision decision;    ///< as stored
  model::Inventory inventory;  ///< as sbom.cdx.json has it
  std::string policy;          ///< the document that it was decided by; empty: earlier gates stored none
  std::size_t packages = 0;
  std::size_t layers = 0;
  std::vector<model::DistributionProof> distributions;
  std::string waivers;  ///< what hurries about the waivers of the policy that decided; may be empty
  std::vector<evidence::SubjectLayer> blobs;       ///< of the layers, lowest first
  std::optional<evidence::InputsDocument> inputs;  ///< earlier gates wrote none
};

Result<StoredEvidence> read_stored_evidence(const std::string& folder);

/// The same of files that were checked already, by name. `folder`, with a slash at its end, stands before
/// each name in an error.
Result<StoredEvidence> stored_evidence_of(const std::map<std::string, std::string>& files,
                                          const std::string& folder);

/// report.html, of the files of a folder by name.
Result<std::string> make_page(const std::map<std::string, std::string>& files);

struct PolicyCheckOutcome {
  StoredEvidence stored;     ///< its `waivers` are told as of now
  model::Decision decision;  ///< as decided now
  std::string policy_name;
};

/// `policy check DIR`: decides again from stored evidence, without the image.
Result<PolicyCheckOutcome> check_policy(const std::string& folder, const std::string& policy_file);

enum class ReportForm { text, markdown, sarif, html };

/// `report DIR`: makes a report again from the folder; Markdown, SARIF and HTML are the very bytes of
/// report.md, report.sarif and report.html. `previous` is the evidence folder of an earlier image: HTML tells
/// what is not as it was there, Markdown what is new of what denies; may be empty.
struct ReportRequest {
  std::string folder;
  ReportForm form = ReportForm::markdown;
  std::string previous;
  bool comment = false;  ///< Markdown for a pull request's comment, not the bytes of report.md
  bool colour = false;   ///< of the text
  int width = 80;
};
Result<std::string> make_report(const ReportRequest& request);

}  // namespace pushgate::gate
