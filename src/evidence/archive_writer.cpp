// SPDX-License-Identifier: Apache-2.0
#include "evidence/archive_writer.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "adapter/archive/tar_writer.hpp"
#include "adapter/crypto/sha256.hpp"
#include "base/format.hpp"
#include "base/interrupt.hpp"
#include "base/limits.hpp"
#include "store/file_digest.hpp"
#include "store/new_file.hpp"

namespace pushgate::evidence {

namespace {

using FileKind = FileTree::Kind;

constexpr std::size_t k_names = 200;  // in a folder of a folder that was looked through already

class Writing {
 public:
  Writing(const std::string& made_by, std::vector<ArchivedKey> keys) : m_keys(std::move(keys)) {
    std::ranges::sort(m_keys, {}, &ArchivedKey::path);
    m_manifest.made_by = made_by;
    for (const ArchivedKey& key : m_keys)
      m_manifest.files.push_back({key.path, key.bytes.size(), crypto::sha256(key.bytes)});
  }

  Result<void> list(const std::vector<FolderToArchive>& folders) {
    std::map<std::string, std::string> sources;
    for (const FolderToArchive& one : folders) {
      m_manifest.folders.push_back(one.name);
      TRY(list_folder(std::string(k_archive_folders) + one.name, one.folder, sources));
    }
    std::ranges::sort(m_manifest.folders, folder_before);
    for (const auto& [path, source] : sources) {
      TRY(check_interrupt());
      TRY_ASSIGN(const Digest digest, store::digest_file(source));
      m_manifest.files.push_back({path, files_on_disk().size_of(source).value_or(0), digest});
    }
    m_sources = std::move(sources);
    if (auto checked = check_archive_manifest(m_manifest, "the archive"); !checked)
      return fail(Error::misuse(checked.error().subject, checked.error().what)
                      .with_hint("name the folders otherwise, or export them into several archives"));
    return {};
  }

  Result<WrittenArchive> write(const std::string& file) {
    TRY_ASSIGN(store::NewFile archive, store::NewFile::create(file));
    const std::string manifest = write_archive_manifest(m_manifest);
    TRY(add(archive, k_archive_manifest, manifest));
    for (const ArchivedKey& key : m_keys) TRY(add(archive, key.path, key.bytes));
    for (const auto& [path, source] : m_sources) {
      TRY_ASSIGN(const std::string bytes, files_on_disk().read(source, limits::k_json_bytes));
      TRY(add(archive, path, bytes));
    }
    TRY(put(archive, archive::tar_end()));
    TRY(archive.sync());
    TRY(read_back(archive.path().string(), file));
    TRY(archive.commit());
    return WrittenArchive{crypto::sha256(manifest), m_manifest.files.size(), m_written};
  }

 private:
  static Result<void> list_folder(const std::string& path, const std::string& folder,
                                  std::map<std::string, std::string>& sources) {
    TRY_ASSIGN(const auto names, files_on_disk().names_in(folder, k_names));
    for (const auto& [name, kind] : names) {
      const std::string source = fmt::format("{}/{}", folder, name);
      if (kind == FileKind::folder) {
        TRY(list_folder(fmt::format("{}/{}", path, name), source, sources));
      } else if (kind != FileKind::file) {
        return fail(Error::unchecked(source, why_no_file(kind)));
      } else if (!sources.emplace(fmt::format("{}/{}", path, name), source).second) {
        return fail(Error::misuse(source, "is named twice"));
      }
    }
    return {};
  }

  Result<void> put(store::NewFile& archive, std::string_view bytes) {
    m_written += bytes.size();
    return archive.write(bytes);
  }

  Result<void> add(store::NewFile& archive, std::string_view path, std::string_view bytes) {
    TRY_ASSIGN(const std::string header, archive::tar_file_header(path, bytes.size()));
    TRY(put(archive, header));
    TRY(put(archive, bytes));
    return put(archive, archive::tar_padding(bytes.size()));
  }

  /// What is on disk is what the manifest says, file by file.
  static Result<void> read_back(const std::string& temporary, const std::string& file) {
    TRY_ASSIGN(ArchiveFile written, ArchiveFile::open(temporary));
    TRY_ASSIGN(ArchiveReader reader, ArchiveReader::open(written.input(), file));
    while (true) {
      TRY_ASSIGN(const auto folder, reader.next());
      const auto& problems = folder ? folder->problems : reader.problems();
      if (!problems.empty())
        return fail(Error::unchecked(problems.front().name,
                                     "was changed while it was exported: " + problems.front().error.what)
                        .with_hint("export again when nothing writes there"));
      if (!folder) return {};
    }
  }

  std::vector<ArchivedKey> m_keys;
  ArchiveManifest m_manifest;
  std::map<std::string, std::string> m_sources;  // by path in the archive
  std::uint64_t m_written = 0;
};

}  // namespace

Result<WrittenArchive> write_archive(const std::string& file, const std::string& made_by,
                                     std::vector<ArchivedKey> keys,
                                     const std::vector<FolderToArchive>& folders) {
  Writing writing(made_by, std::move(keys));
  TRY(writing.list(folders));
  return writing.write(file);
}

}  // namespace pushgate::evidence
