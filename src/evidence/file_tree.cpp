// SPDX-License-Identifier: Apache-2.0
#include "evidence/file_tree.hpp"

#include <filesystem>
#include <string_view>
#include <system_error>

#include "base/format.hpp"
#include "store/files.hpp"

namespace pushgate::evidence {

namespace {

namespace fs = std::filesystem;
using Kind = FileTree::Kind;

Error too_many(const std::string& folder, std::size_t most) {
  return Error::unchecked(folder, fmt::format("holds more than {} files", most));
}

Kind kind_of_status(const fs::file_status& status) {
  if (fs::is_regular_file(status)) return Kind::file;
  if (fs::is_symlink(status)) return Kind::link;
  return fs::is_directory(status) ? Kind::folder : Kind::other;
}

class FilesOnDisk final : public FileTree {
 public:
  Result<std::map<std::string, Kind>> names_in(const std::string& folder, std::size_t most) const override {
    std::map<std::string, Kind> names;
    std::error_code error;
    for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
      const fs::file_status status = entry->symlink_status(error);
      if (error) break;
      names.emplace(entry->path().filename().string(), kind_of_status(status));
      if (names.size() > most) return fail(too_many(folder, most));
    }
    if (error) return fail(Error::unchecked(folder, "cannot be read: " + error.message()));
    return names;
  }

  std::optional<Kind> kind_of(const std::string& path) const override {
    std::error_code error;
    const fs::file_status status = fs::symlink_status(path, error);
    return fs::exists(status) ? std::optional(kind_of_status(status)) : std::nullopt;
  }

  std::optional<std::uint64_t> size_of(const std::string& path) const override {
    std::error_code error;
    const auto size = fs::file_size(path, error);
    return error ? std::nullopt : std::optional<std::uint64_t>(size);
  }

  Result<std::string> read(const std::string& path, std::size_t limit) const override {
    return store::read_plain_file(path, limit);
  }
};

}  // namespace

const FileTree& files_on_disk() {
  static const FilesOnDisk files;
  return files;
}

Result<std::map<std::string, Kind>> FilesInMemory::names_in(const std::string& folder,
                                                            std::size_t most) const {
  std::map<std::string, Kind> names;
  const std::string within = folder + "/";
  for (auto file = m_files.lower_bound(within); file != m_files.end() && file->first.starts_with(within);
       ++file) {
    const std::string_view rest = std::string_view(file->first).substr(within.size());
    const auto slash = rest.find('/');
    names.emplace(rest.substr(0, slash), slash == rest.npos ? Kind::file : Kind::folder);
    if (names.size() > most) return fail(too_many(folder, most));
  }
  return names;
}

std::optional<Kind> FilesInMemory::kind_of(const std::string& path) const {
  if (m_files.contains(path)) return Kind::file;
  const auto within = m_files.lower_bound(path + "/");
  return within != m_files.end() && within->first.starts_with(path + "/") ? std::optional(Kind::folder)
                                                                          : std::nullopt;
}

std::optional<std::uint64_t> FilesInMemory::size_of(const std::string& path) const {
  const auto file = m_files.find(path);
  return file == m_files.end() ? std::nullopt : std::optional<std::uint64_t>(file->second.size());
}

Result<std::string> FilesInMemory::read(const std::string& path, std::size_t limit) const {
  const auto file = m_files.find(path);
  if (file == m_files.end()) return fail(Error::unchecked(path, "does not exist"));
  if (file->second.size() > limit)
    return fail(Error::unchecked(path, fmt::format("is longer than {} bytes", limit)));
  return file->second;
}

const char* why_no_file(Kind kind) {
  if (kind == Kind::link) return "is a symbolic link; expected a file";
  return kind == Kind::folder ? "is a folder; expected a file" : "is a device or a pipe; expected a file";
}

}  // namespace pushgate::evidence
