// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "adapter/archive/tar_reader.hpp"
#include "base/digest.hpp"
#include "base/result.hpp"
#include "evidence/archive_manifest.hpp"
#include "evidence/file_tree.hpp"
#include "evidence/folder.hpp"
#include "store/descriptor.hpp"

namespace pushgate::evidence {

/// A public key of an archive; nobody says yet that it may be trusted.
struct ArchivedKey {
  std::string path;
  std::string bytes;
};

/// A folder of an archive, as it was found.
struct ArchivedFolder {
  std::string name;  ///< as the manifest has it
  std::string path;  ///< `evidence/NAME`; the files are under it
  FilesInMemory files;
  std::vector<FolderProblem> problems;  ///< by the paths of the archive: what is not as the manifest says
  bool is_cut_off = false;              ///< the archive cannot be read to the end of it
};

/// Reads an archive of evidence front to back, one folder in memory at a time and nothing on a disk.
/// Untrusted: every byte. Limits: those of check_archive_manifest and of TarReader.
class ArchiveReader {
 public:
  /// Reads the manifest and the keys; `input` outlives it. Errors: misuse, where no manifest comes first;
  /// unchecked, where that, or the tar before it, cannot be read.
  static Result<ArchiveReader> open(archive::TarInput& input, const std::string& name);

  const ArchiveManifest& manifest() const { return m_manifest; }
  const Digest& manifest_digest() const { return m_digest; }
  const std::vector<ArchivedKey>& keys() const { return m_keys; }

  /// The next folder, every one that the manifest names; nothing after the last, when all that comes behind
  /// it was read, too. Errors: unchecked, where the user stops it.
  Result<std::optional<ArchivedFolder>> next();

  /// What is wrong with the archive itself, all of it known after the last folder.
  const std::vector<FolderProblem>& problems() const { return m_problems; }

 private:
  ArchiveReader(archive::TarReader tar, ArchiveManifest manifest, Digest digest);
  struct Part;
  Part read_part(std::size_t end);
  void read_rest();
  void advance();
  void judge_stray();
  void read_content(const ArchivedFile& listed, Part& part);
  std::optional<std::size_t> place_of(const std::string& path) const;

  archive::TarReader m_tar;
  ArchiveManifest m_manifest;
  Digest m_digest;
  std::size_t m_key_files;  // the first files of the manifest
  std::vector<ArchivedKey> m_keys;
  std::vector<FolderProblem> m_problems;
  std::optional<archive::TarEntry> m_entry;  // read, and not yet looked at
  std::optional<Error> m_failure;            // the tar cannot be read on
  std::size_t m_file = 0;                    // of the manifest, the next one
  std::size_t m_folder = 0;
};

/// An archive on disk.
class ArchiveFile {
 public:
  /// Errors: misuse, where there is no such file; unchecked.
  static Result<ArchiveFile> open(const std::string& path);
  archive::TarInput& input() { return *m_input; }

 private:
  ArchiveFile(store::Descriptor file, std::unique_ptr<archive::TarInput> input);
  store::Descriptor m_file;
  std::unique_ptr<archive::TarInput> m_input;
};

}  // namespace pushgate::evidence
