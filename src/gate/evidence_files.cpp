// SPDX-License-Identifier: Apache-2.0
#include "gate/evidence_files.hpp"

#include <set>
#include <utility>

#include "evidence/documents.hpp"
#include "gate/stored_evidence.hpp"

namespace pushgate::gate {

Result<std::map<std::string, std::string>> make_evidence_files(const EvidenceInput& input) {
  evidence::SubjectDocument subject;
  subject.subject = input.evidence.subject;
  subject.media_type = input.image.manifest_document.media_type;
  subject.size = input.image.manifest_document.bytes.size();
  subject.config = input.image.manifest.config.digest.to_string();
  for (std::size_t i = 0; i < input.image.manifest.layers.size(); ++i) {
    const auto& layer = input.image.manifest.layers[i];
    subject.layers.push_back(
        {layer.digest.to_string(), input.image.config.diff_ids[i].to_string(), layer.size});
  }
  std::map<std::string, std::string> files = {
      {"subject.json", evidence::write_subject(subject)},
      {"sbom.cdx.json", input.sbom},
      {"findings.json", input.findings},
      {"policy.yaml", input.policy},
      {"inputs.json", evidence::write_inputs(input.inputs)},
      {"decision.json", evidence::write_decision(input.decision)},
      {"provenance.json", evidence::write_provenance(input.distributions)},
      {"report.md", input.markdown},
      {"report.sarif", input.sarif},
  };
  if (!input.trivy_report.empty()) files["trivy.json"] = input.trivy_report;
  TRY_ASSIGN(files["report.html"], make_page(files));
  std::string listing = evidence::write_manifest(files);
  files[k_evidence_file] = std::move(listing);
  return files;
}

Result<store::StagedFolder> stage_evidence_folder(const std::string& folder,
                                                  const std::map<std::string, std::string>& files) {
  TRY_ASSIGN(store::StagedFolder staged, store::StagedFolder::create(folder));
  std::set<std::string> made;
  for (const auto& [name, bytes] : files) {
    const auto slash = name.find('/');
    if (slash != name.npos && made.insert(name.substr(0, slash)).second)
      TRY(staged.make_folder(name.substr(0, slash)));
    TRY(staged.write(name, bytes));
  }
  return staged;
}

}  // namespace pushgate::gate
