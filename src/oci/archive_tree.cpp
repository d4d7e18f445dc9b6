// SPDX-License-Identifier: Apache-2.0
#include "oci/archive_tree.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>
#include <system_error>
#include <unordered_map>
#include <utility>

#include "adapter/archive/tar_reader.hpp"
#include "base/format.hpp"
#include "base/interrupt.hpp"
#include "base/limits.hpp"
#include "oci/unpacked_archive.hpp"

namespace pushgate::oci {

namespace {

using archive::TarEntry;

struct Member {
  TarEntry::Type type = TarEntry::Type::file;
  std::uint64_t offset = 0;
  std::uint64_t size = 0;
  std::string link;  ///< of a symbolic link as stored, of a hard link normal
};

/// The path that a symbolic link names, seen from the folder it lies in. Nothing where it leaves the archive.
std::optional<std::string> follow(std::string_view from, std::string_view link) {
  if (link.starts_with('/')) return std::nullopt;
  const std::size_t folder = from.rfind('/');
  std::string path(from.substr(0, folder == std::string_view::npos ? 0 : folder));
  while (!link.empty()) {
    const std::size_t slash = std::min(link.find('/'), link.size());
    const std::string_view part = link.substr(0, slash);
    link.remove_prefix(std::min(slash + 1, link.size()));
    if (part.empty() || part == ".") continue;
    if (part == "..") {
      if (path.empty()) return std::nullopt;
      const std::size_t last = path.rfind('/');
      path.resize(last == std::string::npos ? 0 : last);
    } else {
      if (!path.empty()) path += '/';
      path += part;
    }
  }
  return path;
}

class ArchiveTree final : public FileTree {
 public:
  ArchiveTree(std::shared_ptr<const HeldFile> file, std::string path)
      : m_file(std::move(file)), m_path(std::move(path)) {}

  const std::string& path() const override { return m_path; }
  std::string describe(std::string_view name) const override {
    return m_path + ": member " + std::string(name);
  }

  Result<void> index(std::uint64_t size) {
    archive::FileTarInput input(m_file->descriptor(), size, m_path);
    archive::TarReader reader(input, m_path);
    while (true) {
      TRY(check_interrupt());
      TRY_ASSIGN(const std::optional<TarEntry> entry, reader.next());
      if (!entry) return {};
      if (reader.entry_count() > limits::k_archive_members) {
        return fail(Error::unchecked(
            m_path, fmt::format("has too many members; expected at most {}", limits::k_archive_members)));
      }
      TRY(add(*entry));
    }
  }

  Result<std::optional<FilePart>> find(std::string_view name) const override {
    TRY_ASSIGN(const RootPath start, RootPath::parse(name));
    std::string at = start.str();
    for (int hops = 0; hops <= limits::k_link_hops; ++hops) {
      const auto found = m_members.find(at);
      if (found == m_members.end()) {
        if (hops == 0) return std::nullopt;
        return fail(
            Error::unchecked(describe(name), "is a link to '" + at + "', which is not in the archive"));
      }
      const Member& member = found->second;
      if (member.type == TarEntry::Type::file) return FilePart{m_file, member.offset, member.size};
      if (member.type == TarEntry::Type::hardlink) {
        at = member.link;
      } else if (member.type == TarEntry::Type::symlink) {
        auto target = follow(at, member.link);
        if (!target) {
          return fail(Error::unchecked(describe(name),
                                       "is a link to '" + member.link + "', which leads out of the archive"));
        }
        at = std::move(*target);
      } else {
        return fail(Error::unchecked(describe(name), "is no regular file; expected one"));
      }
    }
    return fail(Error::unchecked(
        describe(name),
        fmt::format("is a chain of more than {} links; expected a file", limits::k_link_hops)));
  }

 private:
  Result<void> add(const TarEntry& entry) {
    Member member{entry.type, entry.offset, entry.size, {}};
    if (entry.type == TarEntry::Type::symlink) member.link = entry.link;
    if (entry.type == TarEntry::Type::hardlink) member.link = entry.target.str();
    const auto [at, is_new] = m_members.emplace(entry.path.str(), std::move(member));
    const bool both_folders = entry.type == TarEntry::Type::directory && at->second.type == entry.type;
    if (is_new || both_folders) return {};
    return fail(Error::unchecked(describe(entry.path.str()), "is there twice; expected every name once"));
  }

  std::shared_ptr<const HeldFile> m_file;
  std::string m_path;
  std::unordered_map<std::string, Member> m_members;
};

Result<FilePart> open_file(const std::string& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  if (descriptor < 0) {
    const int error = errno;
    if (error == ENOENT) return fail(Error::unchecked(path, "does not exist; expected an archive"));
    return fail(Error::unchecked(path, "cannot be opened: " + std::generic_category().message(error)));
  }
  auto file = std::make_shared<const HeldFile>(descriptor, path);
  struct stat status {};
  if (::fstat(descriptor, &status) != 0) {
    return fail(Error::unchecked(path, "cannot be read: " + std::generic_category().message(errno)));
  }
  if (!S_ISREG(status.st_mode)) {
    return fail(Error::unchecked(path, "is no regular file; expected an archive"));
  }
  return FilePart{std::move(file), 0, static_cast<std::uint64_t>(status.st_size)};
}

}  // namespace

Result<std::unique_ptr<FileTree>> open_archive_tree(const std::string& path) {
  TRY_ASSIGN(FilePart whole, open_file(path));
  TRY_ASSIGN(const FilePart tar, unpack_archive(std::move(whole)));
  auto tree = std::make_unique<ArchiveTree>(tar.file, path);
  TRY(tree->index(tar.size));
  return tree;
}

}  // namespace pushgate::oci
