// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/digest.hpp"
#include "base/result.hpp"

namespace pushgate::evidence {

inline constexpr std::string_view k_archive_manifest = "manifest.json";
inline constexpr std::string_view k_archive_keys = "keys/";
inline constexpr std::string_view k_archive_folders = "evidence/";
inline constexpr std::size_t k_archive_manifest_bytes = 64u << 20;
inline constexpr std::size_t k_archive_key_bytes = 1u << 20;

/// A file of an archive of evidence.
struct ArchivedFile {
  std::string path;
  std::uint64_t size = 0;
  Digest sha256;
};

/// manifest.json, the first file of an archive of evidence: `{"schema": "pushgate.archive/v1", "made_by",
/// "folders": ["artifacts/app"], "files": [{"path", "size", "sha256"}]}`. The files are every other file in
/// the order in which they stand in the archive: the keys (`keys/<fingerprint>.pub`), then the folders
/// (`evidence/artifacts/app/subject.json`), both sorted.
struct ArchiveManifest {
  std::string made_by;               ///< `pushgate 0.1.0`
  std::vector<std::string> folders;  ///< in the order of their files, none in another
  std::vector<ArchivedFile> files;

  /// The files of keys are the first so many.
  std::size_t key_count() const;
};

/// The order of folders, which is that of their files: as with a slash behind, so that `app-b` is before
/// `app`.
bool folder_before(std::string_view a, std::string_view b);

std::string write_archive_manifest(const ArchiveManifest& manifest);

/// Untrusted: the bytes. Errors: unchecked, also for what check_archive_manifest does not let pass.
Result<ArchiveManifest> read_archive_manifest(std::string_view bytes, std::string_view name);

/// Whether the files can stand side by side wherever the archive is unpacked: relative paths of UTF-8 without
/// control characters, backslashes, `.` and `..`, no two the same on a disk that does not tell large letters
/// from small, each a key or of one of the folders, in their order, and each folder with a file. Errors:
/// unchecked. Limits: 10,000 folders, 200,000 files, 100 keys, 1 GiB for the files of a folder.
Result<void> check_archive_manifest(const ArchiveManifest& manifest, std::string_view name);

}  // namespace pushgate::evidence
