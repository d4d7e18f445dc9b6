// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/digest.hpp"
#include "base/progress.hpp"
#include "base/result.hpp"
#include "gate/verify_folder.hpp"

namespace pushgate::gate {

/// `pushgate verify --offline ARCHIVE`.
struct ArchiveVerifyRequest {
  std::string archive;
  std::vector<std::string> keys;     ///< whose receipts count: a file, or env://VARIABLE
  bool trust_archived_keys = false;  ///< instead of them, those in the archive
};

/// What is known of an archive of evidence, and all that is wrong with it.
struct ArchiveVerification {
  struct Key {
    std::string path;
    Digest fingerprint;
    bool trusted = false;
  };
  struct Folder {
    std::string name;
    FolderVerification found;
  };
  Digest manifest;  ///< SHA-256 of manifest.json
  std::string made_by;
  std::vector<Key> keys;
  std::vector<Folder> folders;           ///< every one that the manifest names
  std::vector<model::Finding> findings;  ///< of the archive itself; those of folders are theirs

  bool verified() const;
  bool refused() const;  ///< something was looked at and is wrong
};

/// Checks an archive that `audit export` wrote, without the images, the registry and the network: that it
/// holds the files of its manifest and nothing else, and of each folder all that `verify --evidence --replay`
/// does. Where nobody said whose keys count, no receipt does, and no folder is verified. Goes on whatever is
/// wrong. Progress counts folders. Untrusted: the archive; nothing of it goes to the disk. Errors: misuse,
/// for what is no such archive, and keys; unchecked, where manifest.json cannot be read.
Result<ArchiveVerification> verify_archive(const ArchiveVerifyRequest& request, Progress& progress);

}  // namespace pushgate::gate
