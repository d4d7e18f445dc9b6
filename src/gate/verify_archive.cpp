// SPDX-License-Identifier: Apache-2.0
#include "gate/verify_archive.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

#include "base/clock.hpp"
#include "base/error_line.hpp"
#include "base/format.hpp"
#include "evidence/archive_reader.hpp"
#include "gate/folder_findings.hpp"
#include "gate/receipt_keys.hpp"
#include "gate/replay.hpp"
#include "gate/signed_decision.hpp"

namespace pushgate::gate {

namespace {

using evidence::ArchivedFolder;
using evidence::ArchiveReader;
using evidence::FolderProblem;
using model::Finding;

constexpr const char* k_take_again = "take the archive again from where it was exported";

Finding archive_finding(const FolderProblem& problem) {
  Finding finding = problem_finding(problem, "");
  finding.hint = k_take_again;
  return finding;
}

bool is_all_looked_at(const Finding& finding) {
  return !finding.could_not_look;
}

/// Gives the keys whose receipts count, as often as they are asked for.
class Keys {
 public:
  explicit Keys(const ArchiveVerifyRequest& request) : m_request(request) {}

  /// Reads the keys of the archive. A file of keys/ holds the public key of its name.
  Result<void> read(const ArchiveReader& reader, ArchiveVerification& result) {
    if (!m_request.keys.empty()) {
      TRY_ASSIGN(m_named, load_trust({m_request.keys, nullptr, "", {}}));
    }
    for (const evidence::ArchivedKey& one : reader.keys()) {
      const auto key = crypto::PublicKey::from_pem(one.bytes, one.path);
      if (!key) {
        result.findings.push_back(
            evidence_finding("verify/archive-key", one.path, key.error().what, k_take_again));
        continue;
      }
      const Digest fingerprint = key->fingerprint();
      if (one.path != fmt::format("{}{}.pub", evidence::k_archive_keys, fingerprint.hex())) {
        result.findings.push_back(evidence_finding(
            "verify/archive-key", one.path,
            fmt::format("is the key {}; expected that of its name", fingerprint.to_string()), k_take_again));
        continue;
      }
      const bool is_named = std::ranges::any_of(
          m_named.keys, [&](const auto& other) { return other.key.fingerprint() == fingerprint; });
      result.keys.push_back({one.path, fingerprint, m_request.trust_archived_keys || is_named});
      m_archived.push_back(one);
    }
    return {};
  }

  Result<attest::Trust> trust() const {
    if (!m_request.keys.empty()) return load_trust({m_request.keys, nullptr, "", {}});
    attest::Trust trust;
    trust.now = system_time();
    if (!m_request.trust_archived_keys) return trust;
    for (const evidence::ArchivedKey& one : m_archived) {
      TRY_ASSIGN(crypto::PublicKey key, crypto::PublicKey::from_pem(one.bytes, one.path));
      trust.keys.push_back({one.path, one.path, std::move(key), {}});
    }
    return trust;
  }

 private:
  const ArchiveVerifyRequest& m_request;
  attest::Trust m_named;
  std::vector<evidence::ArchivedKey> m_archived;
};

/// What to do about a folder that is in an archive.
void redirect_hint(Finding& finding) {
  if (finding.hint == k_gate_again) finding.hint = k_take_again;
  if (finding.hint.starts_with("pushgate report ")) finding.hint = "unpack the archive: " + finding.hint;
}

/// What a folder's own evidence.json tells need not be told again. What is there and is not what the manifest
/// says was not handed on to be looked at, and is not missing.
void merge(Finding finding, std::vector<Finding>& findings) {
  for (Finding& one : findings) {
    if (one.location.path != finding.location.path) continue;
    if (one.rule == "verify/evidence-missing") one = std::move(finding);
    return;
  }
  findings.push_back(std::move(finding));
}

FolderVerification verify_one(const ArchivedFolder& folder, const Keys& keys) {
  FolderVerification result;
  if (!folder.is_cut_off) {
    auto found = verify_folder(folder.files, {folder.path, /*replay=*/true}, [&] { return keys.trust(); });
    if (found) {
      result = std::move(*found);
    } else {
      Finding& finding = result.findings.emplace_back(
          evidence_finding("verify/evidence-unreadable", folder.path, error_line(found.error())));
      finding.could_not_look = found.error().code == ErrorCode::unchecked;
    }
  }
  for (const FolderProblem& problem : folder.problems) merge(archive_finding(problem), result.findings);
  // An image that did not pass has no receipt; where that is signed, who signed it is what counts.
  const std::string decision = fmt::format("{}/{}", folder.path, k_signed_decision_file);
  const auto is_about_it = [&](const Finding& one) { return one.location.path == decision; };
  if (!result.decision_signer.empty() || std::ranges::any_of(result.findings, is_about_it))
    std::erase_if(result.findings, [&](const Finding& one) {
      return one.rule == "verify/no-receipt" && one.location.path == folder.path;
    });
  for (Finding& finding : result.findings) redirect_hint(finding);
  return result;
}

bool has_notes(const FolderVerification& found) {
  return (found.replay && !found.replay->notes.empty()) || std::ranges::any_of(found.platforms, has_notes);
}

/// A decision that comes out otherwise by another version of pushgate says nothing against the archive.
void weigh_replay(FolderVerification& found) {
  if (!has_notes(found)) return;
  for (Finding& finding : found.findings) {
    if (finding.rule != k_replay_rule) continue;
    finding.could_not_look = true;
    finding.hint = "decide again with that version of pushgate";
  }
}

}  // namespace

bool ArchiveVerification::verified() const {
  return findings.empty() &&
         std::ranges::all_of(folders, [](const Folder& one) { return one.found.verified(); });
}

bool ArchiveVerification::refused() const {
  return std::ranges::any_of(findings, is_all_looked_at) ||
         std::ranges::any_of(folders, [](const Folder& one) { return one.found.refused(); });
}

Result<ArchiveVerification> verify_archive(const ArchiveVerifyRequest& request, Progress& progress) {
  TRY_ASSIGN(evidence::ArchiveFile file, evidence::ArchiveFile::open(request.archive));
  TRY_ASSIGN(ArchiveReader reader, ArchiveReader::open(file.input(), request.archive));
  ArchiveVerification result{reader.manifest_digest(), reader.manifest().made_by, {}, {}, {}};
  Keys keys(request);
  TRY(keys.read(reader, result));
  progress.begin("checking folders", reader.manifest().folders.size());
  while (true) {
    TRY_ASSIGN(const auto folder, reader.next());
    if (!folder) break;
    FolderVerification found = verify_one(*folder, keys);
    weigh_replay(found);
    result.folders.push_back({folder->name, std::move(found)});
    progress.advance(1);
  }
  progress.end();
  for (const FolderProblem& problem : reader.problems()) result.findings.push_back(archive_finding(problem));
  return result;
}

}  // namespace pushgate::gate
