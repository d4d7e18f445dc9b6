// SPDX-License-Identifier: Apache-2.0
#include "evidence/archive_manifest.hpp"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

#include "adapter/json/json.hpp"
#include "base/ascii.hpp"
#include "base/escape.hpp"
#include "base/format.hpp"
#include "base/limits.hpp"
#include "evidence/members.hpp"

namespace pushgate::evidence {

namespace {

constexpr std::string_view k_schema = "pushgate.archive/v1";
constexpr std::size_t k_folders = 10'000;
constexpr std::size_t k_files = 200'000;
constexpr std::size_t k_keys = 100;
constexpr std::size_t k_path_bytes = 256;  // what the form of a tar holds that every reader knows
constexpr std::uint64_t k_folder_bytes = 1u << 30;

bool is_key(const ArchivedFile& file) {
  return file.path.starts_with(k_archive_keys);
}

/// Relative, and the same file on every system.
bool is_plain_path(std::string_view path) {
  if (path.empty() || path.size() > k_path_bytes || !is_utf8(path) || escape_controls(path) != path ||
      path.find('\\') != path.npos)
    return false;
  for (std::size_t begin = 0; begin <= path.size();) {
    const auto end = std::min(path.find('/', begin), path.size());
    const std::string_view part = path.substr(begin, end - begin);
    if (part.empty() || part == "." || part == "..") return false;
    begin = end + 1;
  }
  return true;
}

/// What a manifest may not say, told by the first thing that is wrong.
class Check {
 public:
  Check(const ArchiveManifest& manifest, std::string_view name) : m_manifest(manifest), m_name(name) {}

  Result<void> run() && {
    if (m_manifest.folders.empty() || m_manifest.folders.size() > k_folders)
      return wrong(fmt::format("has {} folders; expected 1 to {}", m_manifest.folders.size(), k_folders));
    if (m_manifest.files.size() > k_files)
      return wrong(fmt::format("has {} files; expected at most {}", m_manifest.files.size(), k_files));
    if (m_manifest.key_count() > k_keys)
      return wrong(fmt::format("has {} keys; expected at most {}", m_manifest.key_count(), k_keys));
    TRY(check_folders());
    TRY(check_files());
    TRY(check_order());
    return check_case();
  }

 private:
  tl::unexpected<Error> wrong(std::string what) const {
    return fail(Error::unchecked(std::string(m_name), std::move(what)));
  }

  Result<void> check_folders() const {
    const std::string* before = nullptr;
    for (const std::string& folder : m_manifest.folders) {
      if (!is_plain_path(folder))
        return wrong(
            fmt::format("has the folder '{}'; expected a relative path without . and .., "
                        "backslashes and control characters",
                        folder));
      if (before != nullptr && !folder_before(*before, folder))
        return wrong(
            fmt::format("has the folder '{}' behind '{}'; expected each once, sorted", folder, *before));
      before = &folder;
    }
    return {};
  }

  Result<void> check_order() const {
    const auto order = [](const ArchivedFile& file) { return std::pair(!is_key(file), file.path); };
    for (std::size_t i = 1; i < m_manifest.files.size(); ++i) {
      const auto& [before, file] = std::tie(m_manifest.files[i - 1], m_manifest.files[i]);
      if (order(before) >= order(file))
        return wrong(fmt::format("has '{}' behind '{}'; expected each file once, the keys first, sorted",
                                 file.path, before.path));
    }
    return {};
  }

  /// Of a path in `evidence/`, the folder that it is in.
  const std::string* folder_of(std::string_view path) const {
    for (auto slash = path.find('/'); slash != path.npos; slash = path.find('/', slash + 1)) {
      const auto found = std::ranges::lower_bound(m_manifest.folders, path.substr(0, slash), folder_before);
      if (found != m_manifest.folders.end() && *found == path.substr(0, slash)) return &*found;
    }
    return nullptr;
  }

  Result<void> check_files() const {
    for (const std::string& folder : m_manifest.folders)
      if (const auto* outer = folder_of(folder))
        return wrong(fmt::format("has the folder '{}' in '{}'; expected none in another", folder, *outer));
    std::map<std::string, std::uint64_t> bytes;
    for (const ArchivedFile& file : m_manifest.files) {
      if (!is_plain_path(file.path))
        return wrong(
            fmt::format("has the file '{}'; expected a relative path of at most {} bytes without . "
                        "and .., backslashes and control characters",
                        file.path, k_path_bytes));
      if (is_key(file)) {
        if (file.size > k_archive_key_bytes)
          return wrong(fmt::format("says that '{}' has {} bytes; expected a key", file.path, file.size));
        continue;
      }
      const std::string* folder = nullptr;
      if (file.path.starts_with(k_archive_folders))
        folder = folder_of(std::string_view(file.path).substr(k_archive_folders.size()));
      if (folder == nullptr)
        return wrong(fmt::format("has the file '{}'; expected keys, and files of its folders", file.path));
      // No sum of a few large numbers is taken for a small one.
      auto& sum = bytes[*folder];
      if (file.size > k_folder_bytes - sum)
        return wrong(fmt::format("has over {} bytes in the folder '{}'", k_folder_bytes, *folder));
      sum += file.size;
    }
    for (const std::string& folder : m_manifest.folders)
      if (!bytes.contains(folder)) return wrong(fmt::format("has no file of the folder '{}'", folder));
    return {};
  }

  Result<void> check_case() const {
    std::map<std::string, std::string_view> spelled;
    for (const ArchivedFile& file : m_manifest.files) {
      const std::string_view path = file.path;
      for (auto end = path.find('/'); true; end = path.find('/', end + 1)) {
        const std::string_view part = path.substr(0, end);
        const auto [known, is_new] = spelled.emplace(lower_case(part), part);
        if (known->second != part)
          return wrong(
              fmt::format("has '{}' and '{}', which are one name where large and small letters are "
                          "not told apart",
                          known->second, part));
        if (end == path.npos) break;
      }
    }
    return {};
  }

  const ArchiveManifest& m_manifest;
  std::string_view m_name;
};

Result<ArchivedFile> read_file(const json::Value& value, const std::string& where) {
  TRY(only_members(value, {"path", "size", "sha256"}, where));
  TRY_ASSIGN(std::string path, json::require_string(value, "path", where));
  TRY_ASSIGN(const std::uint64_t size, json::require_unsigned(value, "size", where));
  TRY_ASSIGN(const std::string hex, json::require_string(value, "sha256", where));
  const auto digest = Digest::parse_hex(hex);
  if (!digest) return fail(wrong_member("sha256", hex, "64 hex digits", where));
  return ArchivedFile{std::move(path), size, *digest};
}

}  // namespace

std::size_t ArchiveManifest::key_count() const {
  return static_cast<std::size_t>(std::ranges::count_if(files, is_key));
}

bool folder_before(std::string_view a, std::string_view b) {
  const auto [in_a, in_b] = std::ranges::mismatch(a, b);
  if (in_a == a.end() || in_b == b.end()) {
    // One begins as the other: what the longer one goes on with is held against a slash.
    if (in_b != b.end()) return static_cast<unsigned char>(*in_b) >= '/';
    return in_a != a.end() && static_cast<unsigned char>(*in_a) < '/';
  }
  return static_cast<unsigned char>(*in_a) < static_cast<unsigned char>(*in_b);
}

std::string write_archive_manifest(const ArchiveManifest& manifest) {
  json::Array files;
  for (const ArchivedFile& file : manifest.files)
    files.emplace_back(json::Object{{"path", file.path}, {"size", file.size}, {"sha256", file.sha256.hex()}});
  return json::write_pretty(
      json::Object{{"schema", k_schema},
                   {"made_by", manifest.made_by},
                   {"folders", json::Array(manifest.folders.begin(), manifest.folders.end())},
                   {"files", std::move(files)}});
}

Result<ArchiveManifest> read_archive_manifest(std::string_view bytes, std::string_view name) {
  TRY_ASSIGN(const json::Value value, parse_document(bytes, name, k_schema));
  TRY(only_members(value, {"schema", "made_by", "folders", "files"}, name));
  ArchiveManifest manifest;
  TRY_ASSIGN(manifest.made_by, json::require_string(value, "made_by", name));
  TRY_ASSIGN(const json::Array* folders, json::require_array(value, "folders", name));
  for (const json::Value& folder : *folders) {
    const std::string* text = folder.as_string();
    if (text == nullptr)
      return fail(Error::unchecked(fmt::format("{}: folders", name), "has what is no text"));
    manifest.folders.push_back(*text);
  }
  TRY_ASSIGN(const json::Array* files, json::require_array(value, "files", name));
  for (std::size_t i = 0; i < files->size(); ++i) {
    TRY_ASSIGN(ArchivedFile file, read_file((*files)[i], fmt::format("{}: files[{}]", name, i)));
    manifest.files.push_back(std::move(file));
  }
  TRY(check_archive_manifest(manifest, name));
  return manifest;
}

Result<void> check_archive_manifest(const ArchiveManifest& manifest, std::string_view name) {
  return Check(manifest, name).run();
}

}  // namespace pushgate::evidence
