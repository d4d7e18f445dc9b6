// SPDX-License-Identifier: Apache-2.0
#include "gate/stored_evidence.hpp"

#include <map>
#include <utility>

#include "evidence/documents.hpp"
#include "gate/make_sbom.hpp"
#include "gate/settings.hpp"
#include "model/judged_evidence.hpp"
#include "report/report.hpp"
#include "sbom/cyclonedx.hpp"

namespace pushgate::gate {

namespace {

Result<std::string> file_of(std::map<std::string, std::string>& files, const std::string& folder,
                            const char* name) {
  const auto file = files.find(name);
  if (file == files.end()) return fail(Error::unchecked(folder + "/" + name, "is not among the evidence"));
  return std::move(file->second);
}

}  // namespace

Result<StoredEvidence> read_stored_evidence(const std::string& folder) {
  TRY_ASSIGN(auto files, evidence::read_folder(folder));
  TRY_ASSIGN(const std::string subject_text, file_of(files, folder, "subject.json"));
  TRY_ASSIGN(const std::string findings_text, file_of(files, folder, "findings.json"));
  TRY_ASSIGN(const std::string decision_text, file_of(files, folder, "decision.json"));
  TRY_ASSIGN(const std::string sbom_text, file_of(files, folder, "sbom.cdx.json"));
  TRY_ASSIGN(const auto subject, evidence::read_subject(subject_text, folder + "/subject.json"));
  StoredEvidence stored;
  TRY_ASSIGN(stored.evidence, evidence::read_findings(findings_text, folder + "/findings.json"));
  TRY_ASSIGN(stored.decision, evidence::read_decision(decision_text, folder + "/decision.json"));
  TRY_ASSIGN(stored.inventory, sbom::read_cyclonedx(sbom_text));
  // Earlier gates wrote none.
  if (const auto file = files.find("provenance.json"); file != files.end()) {
    TRY_ASSIGN(stored.distributions, evidence::read_provenance(file->second, folder + "/provenance.json"));
  }
  if (stored.evidence.subject.digest != subject.subject.digest) {
    return fail(Error::unchecked(folder, "subject.json and findings.json are about different images"));
  }
  stored.evidence.subject = subject.subject;
  stored.packages = count_packages(stored.inventory);
  stored.layers = subject.layers.size();
  return stored;
}

Result<PolicyCheckOutcome> check_policy(const std::string& folder, const std::string& policy_file) {
  TRY_ASSIGN(const policy::Policy policy, load_policy(policy_file, FleetChoice{}));
  TRY_ASSIGN(StoredEvidence stored, read_stored_evidence(folder));
  model::Decision decision = policy::evaluate(stored.evidence, policy, system_time());
  stored.evidence = model::as_judged(std::move(stored.evidence), decision);
  return PolicyCheckOutcome{std::move(stored), std::move(decision), policy.name};
}

Result<std::string> make_report(const std::string& folder, ReportForm form, bool colour, int width) {
  TRY_ASSIGN(StoredEvidence stored, read_stored_evidence(folder));
  stored.evidence = model::as_judged(std::move(stored.evidence), stored.decision);
  const report::ReportInput input{
      stored.evidence, stored.decision, stored.packages, stored.layers, "", "", stored.distributions};
  switch (form) {
    case ReportForm::markdown:
      return report::write_markdown(input);
    case ReportForm::sarif:
      return report::write_sarif(input);
    case ReportForm::text:
      break;
  }
  return report::write_text(input, colour, width);
}

}  // namespace pushgate::gate
