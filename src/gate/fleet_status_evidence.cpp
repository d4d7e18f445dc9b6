// SPDX-License-Identifier: Apache-2.0
#include "gate/fleet_status_evidence.hpp"

#include <algorithm>
#include <filesystem>
#include <set>
#include <system_error>
#include <utility>

#include "adapter/crypto/sha256.hpp"
#include "adapter/json/json.hpp"
#include "attest/dsse.hpp"
#include "attest/statement.hpp"
#include "attest/verification.hpp"
#include "base/format.hpp"
#include "base/limits.hpp"
#include "evidence/documents.hpp"
#include "model/plan_score.hpp"

namespace pushgate::gate {

namespace {

namespace fs = std::filesystem;
using model::Answer;
using Files = std::map<std::string, std::string>;

Result<std::string> file_of(const Files& files, const std::string& folder, const char* name) {
  const auto file = files.find(name);
  if (file == files.end()) return fail(Error::unchecked(folder + "/" + name, "is not among the evidence"));
  return file->second;
}

/// The receipt of one of the keys which says that this image passed by this evidence.
struct Receipt {
  std::string by;      ///< empty: there is none
  std::string reason;  ///< why not
  std::optional<Time> at;
};

/// The repository is the receipt's own word: a folder does not know where its image went.
std::string repository_in(const std::string& receipt) {
  const auto envelope = attest::parse_envelope(receipt, "receipt.dsse.json");
  const auto statement =
      envelope ? attest::parse_statement(envelope->payload) : fail(Error::unchecked("receipt", "is none"));
  return statement ? std::string(statement->predicate.string_at("resourceUri")) : std::string();
}

Receipt receipt_of(const Files& files, const std::optional<Digest>& image,
                   const std::vector<NamedKey>& keys) {
  const auto file = files.find("receipt.dsse.json");
  if (file == files.end()) return {"", "it has no receipt", {}};
  if (keys.empty()) return {"", "there is no key to check its receipt with", {}};
  if (!image) return {"", "it names no image", {}};
  const std::vector<attest::SignedDocument> documents = {
      {attest::SignedDocument::Form::legacy_envelope, file->first, file->second, ""}};
  const Digest evidence = crypto::sha256(files.at("evidence.json"));
  const std::string repository = repository_in(file->second);
  Receipt none;
  for (const NamedKey& key : keys) {
    const auto found = attest::verify_documents(documents, *image, repository, key.key);
    if (!found.receipt) {
      none.reason = "its receipt counts for nothing: " + found.documents.front().reason;
      continue;
    }
    const auto named = found.receipt_inputs.find("evidence.json");
    if (named != found.receipt_inputs.end() && named->second == evidence)
      return {key.name, "", found.receipt_at};
    none.reason = "its receipt is about other evidence";
  }
  return none;
}

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

Result<std::string> read_one(EvidenceStatus& status, const std::vector<NamedKey>& keys,
                             const model::RuleBook& rules) {
  const std::string& folder = status.folder;
  TRY_ASSIGN(const auto files, evidence::read_folder(folder));
  TRY_ASSIGN(const auto subject_text, file_of(files, folder, "subject.json"));
  TRY_ASSIGN(const auto findings_text, file_of(files, folder, "findings.json"));
  TRY_ASSIGN(const auto decision_text, file_of(files, folder, "decision.json"));
  TRY_ASSIGN(const auto subject, evidence::read_subject(subject_text, folder + "/subject.json"));
  TRY_ASSIGN(const auto findings, evidence::read_findings(findings_text, folder + "/findings.json"));
  TRY_ASSIGN(const auto decision, evidence::read_decision(decision_text, folder + "/decision.json"));
  status.digest = subject.subject.digest;
  status.score = plan_score_in(findings, rules);

  const Receipt receipt = receipt_of(files, status.digest, keys);
  const bool is_signed = !receipt.by.empty();
  const auto named = [&](const char* name) {
    return folder + "/" + name + "@" + crypto::sha256(files.at(name)).to_string();
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
  if (files.contains("sbom.cdx.json")) {
    status.sbom = {is_signed ? Answer::yes : Answer::unknown,
                   is_signed ? "" : "unsigned",
                   how,
                   named("sbom.cdx.json"),
                   receipt.at,
                   false};
  } else {
    status.sbom = {Answer::no, "absent", "the evidence has no sbom.cdx.json", folder, receipt.at, false};
  }
  return subject.subject.service;
}

}  // namespace

Result<std::multimap<std::string, EvidenceStatus>> read_evidence_folders(const std::string& folder,
                                                                         const std::vector<NamedKey>& keys,
                                                                         const model::RuleBook& rules) {
  std::set<std::string> names;
  std::error_code error;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
    if (fs::is_directory(entry->symlink_status(error))) names.insert(entry->path().filename().string());
    if (names.size() > limits::k_fleet_services)
      return fail(Error::misuse(folder, fmt::format("holds more than {} folders", limits::k_fleet_services)));
  }
  if (error) {
    return fail(Error::misuse(folder, "cannot be read: " + error.message())
                    .with_hint("--evidence names a folder that has an evidence folder for each service"));
  }
  std::multimap<std::string, EvidenceStatus> found;
  for (const auto& name : names) {
    EvidenceStatus status;
    status.folder = (fs::path(folder) / name).lexically_normal().string();
    auto service = read_one(status, keys, rules);
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
