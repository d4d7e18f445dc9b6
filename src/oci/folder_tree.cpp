// SPDX-License-Identifier: Apache-2.0
#include "oci/folder_tree.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "base/root_path.hpp"

namespace pushgate::oci {

namespace {

// O_NONBLOCK, so that opening a named pipe does not wait for a writer.
constexpr int k_file_flags = O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY;
constexpr int k_folder_flags = O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_DIRECTORY;

class FolderTree final : public FileTree {
 public:
  FolderTree(int descriptor, std::string path) : m_folder(descriptor, path), m_path(std::move(path)) {}

  const std::string& path() const override { return m_path; }
  std::string describe(std::string_view name) const override {
    return m_path + (m_path.ends_with('/') ? "" : "/") + std::string(name);
  }

  Result<std::optional<FilePart>> find(std::string_view name) const override {
    TRY_ASSIGN(const RootPath checked, RootPath::parse(name));
    const std::string subject = describe(checked.str());
    std::shared_ptr<const HeldFile> inner;
    int folder = m_folder.descriptor();
    std::string_view rest = checked.str();
    for (std::size_t slash = rest.find('/'); slash != std::string_view::npos; slash = rest.find('/')) {
      const int next = ::openat(folder, std::string(rest.substr(0, slash)).c_str(), k_folder_flags);
      if (next < 0) return missing_or_error(subject);
      inner = std::make_shared<const HeldFile>(next, subject);
      folder = next;
      rest.remove_prefix(slash + 1);
    }
    const int file = ::openat(folder, std::string(rest).c_str(), k_file_flags);
    if (file < 0) return missing_or_error(subject);
    auto held = std::make_shared<const HeldFile>(file, subject);
    struct stat status {};
    if (::fstat(file, &status) != 0) return missing_or_error(subject);
    if (!S_ISREG(status.st_mode)) {
      return fail(Error::unchecked(subject, "is no regular file; expected one"));
    }
    return FilePart{std::move(held), 0, static_cast<std::uint64_t>(status.st_size)};
  }

 private:
  static Result<std::optional<FilePart>> missing_or_error(const std::string& subject) {
    const int error = errno;
    if (error == ENOENT) return std::nullopt;
    if (error == ELOOP || error == ENOTDIR) {
      return fail(Error::unchecked(
          subject, "is a symbolic link or lies behind one; expected regular files and folders only"));
    }
    return fail(Error::unchecked(subject, "cannot be opened: " + std::generic_category().message(error)));
  }

  HeldFile m_folder;
  std::string m_path;
};

}  // namespace

Result<std::unique_ptr<FileTree>> open_folder_tree(const std::string& path) {
  // The user's own path may be a symbolic link; what it holds may not.
  const int descriptor = ::open(path.c_str(), k_folder_flags & ~O_NOFOLLOW);
  if (descriptor >= 0) return std::make_unique<FolderTree>(descriptor, path);
  const int error = errno;
  if (error == ENOENT) return fail(Error::unchecked(path, "does not exist; expected a folder"));
  if (error == ENOTDIR) return fail(Error::unchecked(path, "is no folder; expected one"));
  return fail(Error::unchecked(path, "cannot be opened: " + std::generic_category().message(error)));
}

}  // namespace pushgate::oci
