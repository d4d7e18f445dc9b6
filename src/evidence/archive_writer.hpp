// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "base/digest.hpp"
#include "base/result.hpp"
#include "evidence/archive_reader.hpp"

namespace pushgate::evidence {

/// An evidence folder, and its name in the archive.
struct FolderToArchive {
  std::string name;  ///< `artifacts/app`
  std::string folder;
};

/// What was put into an archive.
struct WrittenArchive {
  Digest manifest;  ///< SHA-256 of manifest.json
  std::size_t files = 0;
  std::uint64_t bytes = 0;  ///< of the archive
};

/// Writes an archive of evidence, whole or not at all and never over an existing file: the manifest, the
/// keys, every file of the folders. The same input gives the same bytes; no clock and no owner goes in. It is
/// on disk and was read back against its manifest before it takes its name. Errors: misuse, where the name is
/// taken, or names cannot stand in one archive; unchecked, where a file is none, or changes meanwhile.
Result<WrittenArchive> write_archive(const std::string& file, const std::string& made_by,
                                     std::vector<ArchivedKey> keys,
                                     const std::vector<FolderToArchive>& folders);

}  // namespace pushgate::evidence
