// SPDX-License-Identifier: Apache-2.0
#include "evidence/archive_reader.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <string_view>
#include <utility>

#include "adapter/crypto/sha256.hpp"
#include "base/format.hpp"
#include "base/interrupt.hpp"

namespace pushgate::evidence {

namespace {

using archive::TarEntry;
using Kind = FolderProblem::Kind;

FolderProblem problem(Kind kind, const std::string& path, std::string what) {
  return {kind, path, Error::unchecked(path, std::move(what))};
}

const char* type_name(TarEntry::Type type) {
  switch (type) {
    case TarEntry::Type::file:
      return "a file";
    case TarEntry::Type::directory:
      return "a folder";
    case TarEntry::Type::symlink:
    case TarEntry::Type::hardlink:
      return "a link";
    default:
      return "a device or a pipe";
  }
}

Result<std::string> manifest_bytes(archive::TarReader& tar, const std::string& name) {
  TRY_ASSIGN(const auto entry, tar.next());
  if (!entry || entry->type != TarEntry::Type::file || entry->name != k_archive_manifest) {
    return fail(
        Error::misuse(name, fmt::format("is no archive of evidence; expected manifest.json first, got {}",
                                        entry ? fmt::format("'{}'", entry->name) : "nothing"))
            .with_hint("pushgate audit export writes one"));
  }
  if (entry->size > k_archive_manifest_bytes)
    return fail(Error::unchecked(
        name + ": manifest.json",
        fmt::format("has {} bytes; expected at most {}", entry->size, k_archive_manifest_bytes)));
  std::string bytes;
  while (true) {
    TRY_ASSIGN(const auto piece, tar.content());
    if (piece.empty()) return bytes;
    bytes.append(piece.begin(), piece.end());
  }
}

}  // namespace

/// Files of the manifest that belong together.
struct ArchiveReader::Part {
  FilesInMemory files;
  std::vector<FolderProblem> problems;
  bool is_cut_off = false;
};

ArchiveReader::ArchiveReader(archive::TarReader tar, ArchiveManifest manifest, Digest digest)
    : m_tar(std::move(tar)),
      m_manifest(std::move(manifest)),
      m_digest(digest),
      m_key_files(m_manifest.key_count()) {}

Result<ArchiveReader> ArchiveReader::open(archive::TarInput& input, const std::string& name) {
  archive::TarReader tar(input, name);
  TRY_ASSIGN(const std::string bytes, manifest_bytes(tar, name));
  TRY_ASSIGN(ArchiveManifest manifest, read_archive_manifest(bytes, name + ": manifest.json"));
  ArchiveReader reader(std::move(tar), std::move(manifest), crypto::sha256(bytes));
  reader.advance();
  Part keys = reader.read_part(reader.m_key_files);
  for (std::size_t i = 0; i < reader.m_key_files; ++i) {
    const std::string& path = reader.m_manifest.files[i].path;
    if (auto key = keys.files.read(path, k_archive_key_bytes))
      reader.m_keys.push_back({path, std::move(*key)});
  }
  reader.m_problems = std::move(keys.problems);
  return reader;
}

/// The next entry of the tar becomes m_entry, as far as there is one.
void ArchiveReader::advance() {
  m_entry.reset();
  if (m_failure) return;
  auto entry = m_tar.next();
  if (entry)
    m_entry = std::move(*entry);
  else
    m_failure = std::move(entry).error();
}

std::optional<std::size_t> ArchiveReader::place_of(const std::string& path) const {
  // Sorted in two parts: see check_archive_manifest.
  const auto keys = m_manifest.files.begin() + static_cast<std::ptrdiff_t>(m_key_files);
  for (const auto& [begin, end] :
       {std::pair(m_manifest.files.begin(), keys), std::pair(keys, m_manifest.files.end())}) {
    const auto found = std::ranges::lower_bound(begin, end, path, {}, &ArchivedFile::path);
    if (found != end && found->path == path)
      return static_cast<std::size_t>(found - m_manifest.files.begin());
  }
  return std::nullopt;
}

/// An entry that is not the next one of the manifest.
void ArchiveReader::judge_stray() {
  const bool is_listed = place_of(m_entry->name).has_value() || m_entry->name == k_archive_manifest;
  m_problems.push_back(problem(is_listed ? Kind::changed : Kind::unlisted, m_entry->name,
                               is_listed
                                   ? "stands there again, or not in the order of manifest.json; expected "
                                     "each file once, in its place"
                                   : "is not listed in manifest.json; expected no other file"));
}

void ArchiveReader::read_content(const ArchivedFile& listed, Part& part) {
  if (m_entry->size != listed.size) {
    part.problems.push_back(problem(Kind::changed, listed.path,
                                    fmt::format("is not what manifest.json lists; expected {} bytes, got {}",
                                                listed.size, m_entry->size)));
    return;
  }
  std::string bytes;
  while (true) {
    auto piece = m_tar.content();
    if (!piece) {
      m_failure = std::move(piece).error();
      return;
    }
    if (piece->empty()) break;
    bytes.append(piece->begin(), piece->end());
  }
  if (const Digest digest = crypto::sha256(bytes); digest != listed.sha256)
    part.problems.push_back(problem(Kind::changed, listed.path,
                                    fmt::format("is not what manifest.json lists; expected {}, got {}",
                                                listed.sha256.to_string(), digest.to_string())));
  part.files.add(listed.path, std::move(bytes));
}

/// The files of the manifest from m_file to `end`.
ArchiveReader::Part ArchiveReader::read_part(std::size_t end) {
  Part part;
  const auto missing = [&](std::size_t until) {
    for (; m_file < until; ++m_file)
      part.problems.push_back(problem(Kind::missing, m_manifest.files[m_file].path,
                                      "is missing; expected it, because manifest.json lists it"));
  };
  while (m_entry && m_file < end) {
    const auto place = place_of(m_entry->name);
    if (place && *place >= end) break;
    if (place && *place >= m_file && m_entry->type != TarEntry::Type::file) {
      missing(*place);
      part.problems.push_back(problem(Kind::irregular, m_entry->name,
                                      fmt::format("is {}; expected a file", type_name(m_entry->type))));
      ++m_file;
    } else if (place && *place >= m_file) {
      missing(*place);
      read_content(m_manifest.files[*place], part);
      if (m_failure) break;
      ++m_file;
    } else {
      judge_stray();
    }
    advance();
  }
  if (m_failure && m_file < end) {
    part.is_cut_off = true;
    part.problems.push_back({Kind::unreadable, m_manifest.files[m_file].path, *m_failure});
    m_file = end;
    m_entry.reset();
  }
  missing(end);
  return part;
}

void ArchiveReader::read_rest() {
  for (; m_entry; advance()) judge_stray();
  if (m_failure) m_problems.push_back({Kind::unreadable, "", *m_failure});
}

Result<std::optional<ArchivedFolder>> ArchiveReader::next() {
  if (m_folder == m_manifest.folders.size()) {
    read_rest();
    TRY(check_interrupt());
    return std::nullopt;
  }
  const std::string& name = m_manifest.folders[m_folder++];
  ArchivedFolder folder;
  folder.name = name;
  folder.path = std::string(k_archive_folders) + name;
  const std::string within = folder.path + "/";
  const auto is_in = [&](const ArchivedFile& file) { return file.path.starts_with(within); };
  const auto begin = m_manifest.files.begin() + static_cast<std::ptrdiff_t>(m_file);
  const auto end = std::find_if_not(begin, m_manifest.files.end(), is_in);
  Part part = read_part(static_cast<std::size_t>(end - m_manifest.files.begin()));
  // What the user stopped is no archive that is cut off.
  TRY(check_interrupt());
  folder.files = std::move(part.files);
  folder.problems = std::move(part.problems);
  folder.is_cut_off = part.is_cut_off;
  return folder;
}

ArchiveFile::ArchiveFile(store::Descriptor file, std::unique_ptr<archive::TarInput> input)
    : m_file(std::move(file)), m_input(std::move(input)) {}

Result<ArchiveFile> ArchiveFile::open(const std::string& path) {
  store::Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  if (!file && errno == ENOENT) return fail(Error::misuse(path, "does not exist"));
  struct stat status {};
  if (!file || ::fstat(file.get(), &status) != 0) return fail(store::system_failure(path, "cannot be read"));
  if (!S_ISREG(status.st_mode))
    return fail(Error::misuse(path, "is no file; expected an archive that `audit export` wrote"));
  auto input =
      std::make_unique<archive::FileTarInput>(file.get(), static_cast<std::uint64_t>(status.st_size), path);
  return ArchiveFile(std::move(file), std::move(input));
}

}  // namespace pushgate::evidence
