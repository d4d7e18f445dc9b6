// SPDX-License-Identifier: Apache-2.0
#include "gate/verify_folder.hpp"

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <map>
#include <utility>

#include "adapter/crypto/sha256.hpp"
#include "base/format.hpp"
#include "evidence/documents.hpp"
#include "evidence/index.hpp"
#include "gate/evidence_files.hpp"
#include "gate/folder_findings.hpp"
#include "gate/signed_decision.hpp"
#include "gate/stored_receipt.hpp"
#include "gate/verify_index_folder.hpp"

namespace pushgate::gate {

namespace {

namespace fs = std::filesystem;
using Kind = evidence::FolderProblem::Kind;

class FolderCheck {
 public:
  FolderCheck(const std::string& folder, evidence::FolderContents contents)
      : m_folder(folder), m_contents(std::move(contents)) {
    m_result.files = m_contents.listed;
  }

  void check_files() {
    for (const auto& problem : m_contents.problems)
      m_result.findings.push_back(problem_finding(problem, m_folder));
    if (const auto* text = file("subject.json")) {
      if (auto subject = evidence::read_subject(*text, path_of("subject.json")))
        m_result.subject = std::move(subject->subject);
      else
        cannot_read("subject.json", subject.error());
    }
    if (const auto* text = file("findings.json")) {
      const auto found = evidence::read_findings(*text, path_of("findings.json"));
      if (!found)
        cannot_read("findings.json", found.error());
      else if (m_result.subject.digest && found->subject.digest != m_result.subject.digest)
        add("verify/evidence-subject", "findings.json",
            fmt::format("is about another image; expected {}, as subject.json says, got {}",
                        shown(m_result.subject.digest), shown(found->subject.digest)),
            k_gate_again);
    }
    if (const auto* text = file("decision.json")) {
      const auto decision = evidence::read_decision(*text, path_of("decision.json"));
      if (decision)
        m_result.verdict = decision->verdict;
      else
        cannot_read("decision.json", decision.error());
    }
  }

  bool has_receipt() const { return file(k_receipt_file) != nullptr; }

  void no_receipt() {
    const auto is_it = [](const auto& problem) { return problem.name == k_receipt_file; };
    if (std::ranges::any_of(m_contents.problems, is_it)) return;  // told already
    m_result.findings.push_back(no_receipt_finding(m_folder, m_result.verdict, m_folder));
  }

  void check_receipt(const attest::Trust& trust) {
    if (trust.keys.empty()) {
      m_result.findings.push_back(no_key_finding(path_of(k_receipt_file)));
      return;
    }
    const auto receipt = judge_receipt(path_of(k_receipt_file), *file(k_receipt_file), trust);
    if (!receipt) {
      m_result.findings.push_back(bad_receipt_finding(path_of(k_receipt_file), receipt.error()));
      return;
    }
    m_result.signer = receipt->signer;
    m_result.repository = receipt->repository;
    m_result.decided_at = receipt->decided_at;
    const bool is_its_own =
        !m_result.subject.digest || receipt->images == std::vector{*m_result.subject.digest};
    if (!is_its_own) {
      add("verify/receipt-subject", k_receipt_file,
          fmt::format("is about another image; expected {}, as subject.json says, got {}",
                      shown(m_result.subject.digest), receipt->images.front().to_string()),
          "take the receipt that was made with this evidence");
    }
    if (!receipt->inputs.contains(k_evidence_file)) {
      add("verify/receipt-evidence", k_receipt_file, "does not name evidence.json; expected its SHA-256",
          k_gate_again);
    }
    for (const auto& [name, digest] : receipt->inputs) {
      // Of another image's receipt it is enough to know that it is one.
      if (is_its_own || name == k_evidence_file) compare(name, digest);
    }
    // Earlier receipts name few files, and the policy by its own name.
    if (!is_its_own || !receipt->inputs.contains("inputs.json")) return;
    for (const auto& [name, digest] : receipt->inputs) {
      if (name.find(':') == name.npos && !m_contents.files.contains(name) && !is_told(name))
        add("verify/evidence-missing", name, "is missing; expected it, because the receipt names it",
            k_gate_again);
    }
  }

  bool has_signed_decision() const { return file(k_signed_decision_file) != nullptr; }

  /// Of an image that did not pass, who says so. It is never a receipt.
  void check_signed_decision(const attest::Trust& trust) {
    const std::string path = path_of(k_signed_decision_file);
    if (trust.keys.empty()) {
      m_result.findings.push_back(no_key_finding(path));
      return;
    }
    const auto found = read_signed_decision(path, *file(k_signed_decision_file), trust);
    if (!found) {
      m_result.findings.push_back(bad_decision_finding(path, found.error()));
      return;
    }
    const auto differs = [&](const std::string& expected, const std::string& got) {
      add("verify/signed-decision", k_signed_decision_file,
          fmt::format("is not about this evidence; expected {}, got {}", expected, got),
          "take the signed decision that was made with this evidence");
    };
    const auto* listing = file(k_evidence_file);
    if (m_result.subject.digest && found->image != *m_result.subject.digest)
      return differs(m_result.subject.digest->to_string(), found->image.to_string());
    if (listing == nullptr || found->evidence != crypto::sha256(*listing))
      return differs(listing == nullptr ? "evidence.json" : crypto::sha256(*listing).to_string(),
                     found->evidence.to_string());
    if (found->verdict != m_result.verdict)
      return differs(m_result.verdict ? std::string(model::to_string(*m_result.verdict)) : "a verdict",
                     std::string(model::to_string(found->verdict)));
    m_result.decision_signer = found->signer;
    m_result.repository = found->repository;
    m_result.decided_at = found->decided_at;
  }

  FolderVerification take(bool replay) && {
    if (replay) {
      m_result.replay = replay_decision(m_contents.files, m_folder);
      std::ranges::copy(m_result.replay->findings, std::back_inserter(m_result.findings));
    }
    return std::move(m_result);
  }

 private:
  static std::string shown(const std::optional<Digest>& digest) {
    return digest ? digest->to_string() : "none";
  }

  std::string path_of(std::string_view name) const { return (fs::path(m_folder) / name).string(); }

  const std::string* file(std::string_view name) const {
    const auto found = m_contents.files.find(std::string(name));
    return found == m_contents.files.end() ? nullptr : &found->second;
  }

  bool is_told(const std::string& name) const {
    return std::ranges::any_of(m_contents.problems,
                               [&](const auto& problem) { return problem.name == name; });
  }

  model::Finding& add(std::string rule, std::string_view name, std::string message, std::string hint) {
    return m_result.findings.emplace_back(evidence_finding(
        std::move(rule), name.empty() ? m_folder : path_of(name), std::move(message), std::move(hint)));
  }

  /// A file that was changed need not be read.
  void cannot_read(const std::string& name, const Error& error) {
    if (is_told(name)) return;
    add("verify/evidence-unreadable", name, "cannot be read: " + error.what, k_gate_again).could_not_look =
        true;
  }

  void compare(const std::string& name, const Digest& expected) {
    const auto* bytes = file(name);
    if (bytes == nullptr) return;
    const Digest digest = crypto::sha256(*bytes);
    const auto is_it = [&](const auto& problem) {
      return problem.name == name && problem.kind == Kind::changed;
    };
    if (digest == expected || std::ranges::any_of(m_contents.problems, is_it)) return;  // or told already
    add("verify/receipt-evidence", name,
        fmt::format("is not what the receipt names; expected {}, got {}", expected.to_string(),
                    digest.to_string()),
        k_gate_again);
  }

  const std::string& m_folder;
  evidence::FolderContents m_contents;
  FolderVerification m_result;
};

}  // namespace

bool FolderVerification::refused() const {
  return std::ranges::any_of(findings, [](const model::Finding& finding) { return !finding.could_not_look; });
}

FolderVerification verify_platform_folder(const std::string& folder, evidence::FolderContents contents,
                                          bool replay) {
  FolderCheck check(folder, std::move(contents));
  check.check_files();
  return std::move(check).take(replay);
}

Result<FolderVerification> verify_folder(const evidence::FileTree& tree, const FolderVerifyRequest& request,
                                         const TrustLoader& trust) {
  const auto is_there = [&](const char* name) {
    return tree.kind_of((fs::path(request.folder) / name).string()).has_value();
  };
  if (!is_there(k_evidence_file) && !is_there(k_receipt_file)) {
    return fail(
        Error::misuse(request.folder, "is no evidence folder; expected what `gate --evidence` wrote"));
  }
  if (evidence::is_index_folder(tree, request.folder)) return verify_index_folder(tree, request, trust);
  TRY_ASSIGN(auto contents, evidence::inspect_folder(tree, request.folder));
  FolderCheck check(request.folder, std::move(contents));
  check.check_files();
  if (check.has_receipt()) {
    TRY_ASSIGN(const attest::Trust trusted, trust());
    check.check_receipt(trusted);
  } else {
    check.no_receipt();
  }
  if (check.has_signed_decision()) {
    TRY_ASSIGN(const attest::Trust trusted, trust());
    check.check_signed_decision(trusted);
  }
  return std::move(check).take(request.replay);
}

}  // namespace pushgate::gate
