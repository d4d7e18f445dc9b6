// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "base/digest.hpp"
#include "base/progress.hpp"
#include "base/result.hpp"
#include "evidence/archive_writer.hpp"

namespace pushgate::gate {

/// `pushgate audit export`.
struct AuditExportRequest {
  std::string archive;             ///< a file that is not there yet
  std::vector<std::string> paths;  ///< evidence folders, and folders that hold them
  std::vector<std::string> keys;   ///< public keys: a file, or env://VARIABLE
};

struct AuditExportOutcome {
  evidence::WrittenArchive written;
  std::size_t folders = 0;
  std::vector<Digest> keys;  ///< their fingerprints
  std::vector<std::string>
      unsigned_folders;      ///< that nobody signed: the image did not pass, or was gated without a key
  std::size_t left_out = 0;  ///< files beside the folders
};

/// The name of a folder in an archive: its path without what leads to it from elsewhere, as tar strips it
/// (`/srv/artifacts/app` is `srv/artifacts/app`, `../app` is `app`). Empty: the path has no name.
std::string archived_name(const std::string& path);

/// Puts evidence folders and the keys of their signers into one archive. Every folder is looked at as `verify
/// --evidence` does, and what is wrong with any keeps all of them out. Progress counts folders. Errors:
/// misuse, for a key that is no public one, none where a folder has a receipt, paths without an evidence
/// folder, names that cannot stand beside each other, and an archive that is there already; refused or
/// unchecked, for every folder that is not whole, as `verify` tells them apart; those of write_archive.
/// Untrusted: the folders; links in them are not followed. Limits: 1,000,000 names, folders 32 deep.
Result<AuditExportOutcome> audit_export(const AuditExportRequest& request, Progress& progress);

}  // namespace pushgate::gate
