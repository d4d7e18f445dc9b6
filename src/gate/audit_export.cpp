// SPDX-License-Identifier: Apache-2.0
#include "gate/audit_export.hpp"

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <map>
#include <optional>
#include <utility>

#include "base/error_line.hpp"
#include "base/format.hpp"
#include "gate/audit_sources.hpp"
#include "gate/receipt_keys.hpp"
#include "gate/signing_key.hpp"
#include "gate/verify_folder.hpp"
#include "gate/version.hpp"

namespace pushgate::gate {

namespace {

namespace fs = std::filesystem;

Result<attest::Trust> trust_of(const std::vector<std::string>& keys, const std::string& folder) {
  if (keys.empty()) {
    return fail(
        Error::misuse("--key", fmt::format("is missing; expected the public key that signed the receipt "
                                           "in {}, which goes into the archive",
                                           folder)));
  }
  return load_trust({keys, nullptr, "", {}});
}

struct Sources {
  std::vector<evidence::FolderToArchive> folders;
  std::size_t left_out = 0;
};

Result<Sources> find_folders(const std::vector<std::string>& paths) {
  AuditSources found = find_audit_sources(paths);
  if (!found.problems.empty()) {
    Error first = std::move(found.problems.front());
    first.code = ErrorCode::misuse;
    std::move(found.problems.begin() + 1, found.problems.end(), std::back_inserter(first.also));
    return fail(std::move(first));
  }
  Sources sources;
  std::map<std::string, std::string> named;
  for (AuditSource& source : found.documents) {
    if (!source.is_evidence) {
      ++sources.left_out;
      continue;
    }
    const std::string name = archived_name(source.path);
    const auto [known, is_new] = named.emplace(name, source.path);
    if (!is_new)
      return fail(Error::misuse(
          source.path,
          fmt::format("and {} are both {} in the archive; expected each once", known->second, name)));
    sources.folders.push_back({name, std::move(source.path)});
  }
  if (sources.folders.empty())
    return fail(
        Error::misuse(paths.front(), "holds no evidence folder; expected what `gate --evidence` wrote"));
  return sources;
}

/// Everything that is wrong with folders, as one error.
class Problems {
 public:
  void add(const model::Finding& finding) {
    add(finding.could_not_look ? Error::unchecked(finding.location.path, finding.message)
                               : Error::refused(finding.location.path, finding.message));
  }

  void add(Error error) {
    if (!m_first)
      m_first = std::move(error);
    else
      m_first->also.push_back(std::move(error));
  }

  Result<void> result() && {
    if (!m_first) return {};
    // What is wrong is wrong, whatever else could not be looked at.
    const auto is_refused = [](const Error& error) { return error.code == ErrorCode::refused; };
    if (std::ranges::any_of(m_first->also, is_refused)) m_first->code = ErrorCode::refused;
    m_first->hint = "nothing was exported: mend these folders, or leave them out";
    return fail(std::move(*m_first));
  }

 private:
  std::optional<Error> m_first;
};

/// That it has no receipt is no fault of a folder.
bool is_without_receipt(const FolderVerification& found, const std::string& folder) {
  if (found.findings.size() != 1 || !found.verdict) return false;
  const model::Finding& only = found.findings.front();
  return only.rule == "verify/no-receipt" && only.location.path == folder;
}

}  // namespace

std::string archived_name(const std::string& path) {
  fs::path name;
  for (const fs::path& part : fs::path(path).lexically_normal().relative_path()) {
    if (part == "." || part.empty() || (part == ".." && name.empty())) continue;
    name /= part;
  }
  if (!name.empty()) return name.string();
  std::error_code none;
  return fs::weakly_canonical(path, none).filename().string();
}

Result<AuditExportOutcome> audit_export(const AuditExportRequest& request, Progress& progress) {
  std::vector<Digest> fingerprints;
  std::vector<evidence::ArchivedKey> keys;
  for (const std::string& name : request.keys) {
    TRY_ASSIGN(const crypto::PublicKey key, load_public_key(name));
    if (std::ranges::find(fingerprints, key.fingerprint()) != fingerprints.end()) continue;
    fingerprints.push_back(key.fingerprint());
    keys.push_back(
        {fmt::format("{}{}.pub", evidence::k_archive_keys, key.fingerprint().hex()), key.to_pem()});
  }
  std::error_code none;
  if (fs::exists(fs::symlink_status(request.archive, none)))
    return fail(Error::misuse(request.archive, "exists already, and is never overwritten")
                    .with_hint("choose another name, or move that file away"));
  TRY_ASSIGN(const Sources sources, find_folders(request.paths));
  progress.begin("checking folders", sources.folders.size());
  Problems problems;
  std::vector<std::string> unsigned_folders;
  for (const auto& [name, folder] : sources.folders) {
    auto found = verify_folder(evidence::files_on_disk(), {folder},
                               [&, &at = folder] { return trust_of(request.keys, at); });
    progress.advance(1);
    if (!found) {
      if (found.error().code == ErrorCode::misuse) return fail(std::move(found).error());
      problems.add(std::move(found).error());
    } else if (is_without_receipt(*found, folder)) {
      if (found->decision_signer.empty()) unsigned_folders.push_back(folder);
    } else {
      for (const auto& finding : found->findings) problems.add(finding);
    }
  }
  progress.end();
  TRY(std::move(problems).result());
  TRY_ASSIGN(const evidence::WrittenArchive written,
             evidence::write_archive(request.archive, fmt::format("pushgate {}", version()), std::move(keys),
                                     sources.folders));
  return AuditExportOutcome{written, sources.folders.size(), std::move(fingerprints),
                            std::move(unsigned_folders), sources.left_out};
}

}  // namespace pushgate::gate
