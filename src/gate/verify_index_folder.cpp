// SPDX-License-Identifier: Apache-2.0
#include "gate/verify_index_folder.hpp"

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <map>
#include <set>
#include <utility>

#include "adapter/crypto/sha256.hpp"
#include "base/format.hpp"
#include "evidence/index.hpp"
#include "gate/evidence_files.hpp"
#include "gate/folder_findings.hpp"
#include "gate/merge_outcomes.hpp"
#include "gate/stored_receipt.hpp"

namespace pushgate::gate {

namespace {

class IndexFolderCheck {
 public:
  IndexFolderCheck(const std::string& folder, evidence::IndexContents contents)
      : m_folder(folder), m_contents(std::move(contents)) {
    m_result.is_index = true;
    if (const auto listing = m_contents.files.find(k_evidence_file); listing != m_contents.files.end())
      m_listings.emplace(k_evidence_file, crypto::sha256(listing->second));
    if (m_contents.document) {
      m_result.subject.name = m_contents.document->name;
      m_result.subject.digest = m_contents.document->digest;
    }
  }

  void check_platforms(bool replay) {
    for (const auto& problem : m_contents.problems)
      m_result.findings.push_back(problem_finding(problem, m_folder));
    bool all = true;
    auto verdict = model::Verdict::pass;
    for (auto& [named, path, contents] : m_contents.platforms) {
      const auto listing = contents.files.find(k_evidence_file);
      if (listing != contents.files.end())
        m_listings.emplace(
            fmt::format("{}/{}", std::filesystem::path(path).filename().string(), k_evidence_file),
            crypto::sha256(listing->second));
      FolderVerification one = verify_platform_folder(path, std::move(contents), replay);
      one.subject.platform = named.platform;
      one.subject.digest = named.digest;
      std::ranges::copy(one.findings, std::back_inserter(m_result.findings));
      m_result.files += one.files;
      all = all && one.verdict;
      if (one.verdict) verdict = heavier(verdict, *one.verdict);
      m_result.subject.service = one.subject.service;
      m_result.platforms.push_back(std::move(one));
    }
    all = all && m_contents.document && m_result.platforms.size() == m_contents.document->platforms.size();
    if (all || verdict != model::Verdict::pass) m_result.verdict = verdict;
  }

  bool has_receipt() const { return m_contents.files.contains(k_receipt_file); }

  void no_receipt() {
    const auto is_it = [](const auto& problem) { return problem.name == k_receipt_file; };
    if (std::ranges::any_of(m_contents.problems, is_it)) return;  // told already
    m_result.findings.push_back(no_receipt_finding(m_folder, m_result.verdict, told_in()));
  }

  void check_receipt(const attest::Trust& trust) {
    if (trust.keys.empty()) {
      m_result.findings.push_back(no_key_finding(path_of(k_receipt_file)));
      return;
    }
    const auto receipt = judge_receipt(path_of(k_receipt_file), m_contents.files.at(k_receipt_file), trust);
    if (!receipt) {
      m_result.findings.push_back(bad_receipt_finding(path_of(k_receipt_file), receipt.error()));
      return;
    }
    m_result.signer = receipt->signer;
    m_result.repository = receipt->repository;
    m_result.decided_at = receipt->decided_at;
    check_subjects(*receipt);
    compare(*receipt, k_evidence_file);
    if (!m_contents.document) return;  // told already
    for (const auto& one : m_contents.document->platforms)
      compare(*receipt, evidence::platform_folder(one.platform).value_or("") + "/" + k_evidence_file);
    for (const auto& [name, digest] : receipt->inputs) {
      if (name.find(':') == name.npos && !m_compared.contains(name))
        add("verify/evidence-missing", name, "is missing; expected it, because the receipt names it");
    }
  }

  FolderVerification take() && { return std::move(m_result); }

 private:
  std::string path_of(std::string_view name) const {
    return (std::filesystem::path(m_folder) / name).string();
  }

  void add(std::string rule, std::string_view name, std::string message) {
    m_result.findings.push_back(
        evidence_finding(std::move(rule), path_of(name), std::move(message), k_gate_again));
  }

  /// The folder of the platform that the verdict is of.
  std::string told_in() const {
    const auto& platforms = m_contents.platforms;
    for (std::size_t i = 0; i < m_result.platforms.size(); ++i)
      if (m_result.platforms[i].verdict == m_result.verdict) return platforms[i].path;
    return m_folder;
  }

  void check_subjects(const StoredReceipt& receipt) {
    if (!m_contents.document) return;  // told already
    const evidence::IndexDocument& document = *m_contents.document;
    const auto has = [&](const Digest& digest) {
      return std::ranges::find(receipt.images, digest) != receipt.images.end();
    };
    if (!has(document.digest)) {
      add("verify/receipt-subject", k_receipt_file,
          fmt::format("is about another image; expected {}, as evidence.json says, got {}",
                      document.digest.to_string(), receipt.images.front().to_string()));
      return;
    }
    for (const auto& one : document.platforms) {
      if (!has(one.digest))
        add("verify/receipt-subject", k_receipt_file,
            fmt::format("lacks a platform that the index has: {}, {}", one.platform, one.digest.to_string()));
    }
    for (const Digest& image : receipt.images) {
      const auto listed = [&](const auto& one) { return one.digest == image; };
      if (image != document.digest && std::ranges::none_of(document.platforms, listed))
        add("verify/receipt-subject", k_receipt_file,
            fmt::format("is about {}, which evidence.json does not list", image.to_string()));
    }
  }

  void compare(const StoredReceipt& receipt, const std::string& name) {
    m_compared.insert(name);
    const auto named = receipt.inputs.find(name);
    if (named == receipt.inputs.end()) {
      add("verify/receipt-evidence", k_receipt_file,
          fmt::format("does not name {}; expected its SHA-256", name));
      return;
    }
    const auto listing = m_listings.find(name);
    if (listing == m_listings.end()) return;  // told already
    if (listing->second != named->second)
      add("verify/receipt-evidence", name,
          fmt::format("is not what the receipt names; expected {}, got {}", named->second.to_string(),
                      listing->second.to_string()));
  }

  const std::string& m_folder;
  evidence::IndexContents m_contents;
  FolderVerification m_result;
  std::map<std::string, Digest> m_listings;  // each evidence.json that could be read
  std::set<std::string> m_compared;
};

}  // namespace

Result<FolderVerification> verify_index_folder(const evidence::FileTree& tree,
                                               const FolderVerifyRequest& request, const TrustLoader& trust) {
  TRY_ASSIGN(auto contents, evidence::inspect_index_folder(tree, request.folder));
  IndexFolderCheck check(request.folder, std::move(contents));
  check.check_platforms(request.replay);
  if (check.has_receipt()) {
    TRY_ASSIGN(const attest::Trust trusted, trust());
    check.check_receipt(trusted);
  } else {
    check.no_receipt();
  }
  return std::move(check).take();
}

}  // namespace pushgate::gate
