// SPDX-License-Identifier: Apache-2.0
#include "gate/fleet_status_evidence.hpp"

#include <algorithm>
#include <filesystem>
#include <set>
#include <utility>

#include "adapter/crypto/sha256.hpp"
#include "base/format.hpp"
#include "evidence/documents.hpp"
#include "gate/folder_receipt.hpp"
#include "gate/image_evidence.hpp"
#include "model/plan_score.hpp"

namespace pushgate::gate {

namespace {

namespace fs = std::filesystem;
using model::Answer;
using Files = std::map<std::string, std::string>;

std::optional<int> plan_score_in(const model::Evidence& evidence, const model::RuleBook& rules) {
  const auto of_plan = [](const model::ScannerRun& run) {
    return run.scanner == "plan" && run.outcome == model::ScannerRun::Outcome::complete;
  };
  if (std::none_of(evidence.runs.begin(), evidence.runs.end(), of_plan)) return std::nullopt;
  std::vector<model::Finding> findings;
  for (const auto& finding : evidence.findings)
    if (finding.rule.starts_with("plan/")) findings.push_back(finding);
  return model::plan_score(rules, findings);
}

/// The lowest of all platforms.
Result<std::optional<int>> lowest_score(const ImageEvidence& evidence, const std::string& folder,
                                        const model::RuleBook& rules) {
  std::optional<int> lowest;
  for (const auto& files : evidence.folders) {
    TRY_ASSIGN(const auto text, file_of(files, folder, "findings.json"));
    TRY_ASSIGN(const auto findings, evidence::read_findings(text, folder + "/findings.json"));
    const auto score = plan_score_in(findings, rules);
    if (score && (!lowest || *score < *lowest)) lowest = score;
  }
  return lowest;
}

Result<std::string> read_one(EvidenceStatus& status, const attest::Trust& trust,
                             const model::RuleBook& rules) {
  const std::string& folder = status.folder;
  TRY_ASSIGN(const ImageEvidence evidence, read_image_evidence(folder));
  const model::Decision& decision = evidence.decision;
  status.digest = evidence.image;
  TRY_ASSIGN(status.score, lowest_score(evidence, folder, rules));

  const FolderReceipt receipt = receipt_in(evidence.files, status.digest, trust, evidence.platforms);
  const bool is_signed = !receipt.by.empty();
  const auto named = [&](const char* name) {
    const auto& files = evidence.files;
    const auto file = files.contains(name) ? files.find(name) : files.find("evidence.json");  // of an index
    return folder + "/" + file->first + "@" + crypto::sha256(file->second).to_string();
  };
  const std::string how = is_signed ? "receipt by " + receipt.by : "unsigned evidence: " + receipt.reason;
  auto& verdict = status.verdict;
  verdict = {Answer::unknown,
             std::string(to_string(decision.verdict)),
             how,
             named("decision.json"),
             receipt.at,
             false};
  if (decision.verdict == model::Verdict::deny) {
    verdict.answer = Answer::no;
    std::set<std::string> denying;
    for (const auto& reason : decision.reasons)
      if (reason.effect == model::Verdict::deny) denying.insert(reason.rule);
    verdict.detail = fmt::format("{}; {}", fmt::join(denying, ", "), how);
  } else if (decision.verdict == model::Verdict::pass && is_signed) {
    verdict.answer = Answer::yes;
  } else if (decision.verdict == model::Verdict::pass) {
    verdict.value = "unsigned pass";
  }
  const auto has_sbom = [](const Files& files) { return files.contains("sbom.cdx.json"); };
  if (std::ranges::all_of(evidence.folders, has_sbom)) {
    status.sbom = {is_signed ? Answer::yes : Answer::unknown,
                   is_signed ? "" : "unsigned",
                   how,
                   named("sbom.cdx.json"),
                   receipt.at,
                   false};
  } else {
    status.sbom = {Answer::no, "absent", "the evidence has no sbom.cdx.json", folder, receipt.at, false};
  }
  return evidence.service;
}

}  // namespace

Result<std::multimap<std::string, EvidenceStatus>> read_evidence_folders(const std::string& folder,
                                                                         const attest::Trust& trust,
                                                                         const model::RuleBook& rules) {
  TRY_ASSIGN(const auto names, evidence_folders_in(folder));
  std::multimap<std::string, EvidenceStatus> found;
  for (const auto& name : names) {
    EvidenceStatus status;
    status.folder = (fs::path(folder) / name).lexically_normal().string();
    auto service = read_one(status, trust, rules);
    if (!service) {
      model::StatusCell cell;
      cell.value = "could not read";
      cell.detail = service.error().subject + ": " + service.error().what;
      cell.evidence = status.folder;
      cell.could_not_ask = true;
      status.sbom = status.verdict = cell;
    }
    found.emplace(service && !service->empty() ? *service : name, std::move(status));
  }
  return found;
}

}  // namespace pushgate::gate
