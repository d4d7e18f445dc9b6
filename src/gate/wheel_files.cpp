// SPDX-License-Identifier: Apache-2.0
#include "gate/wheel_files.hpp"

#include <algorithm>
#include <filesystem>
#include <set>
#include <system_error>

namespace pushgate::gate {

namespace {

namespace fs = std::filesystem;

bool is_meant(const std::string& name) {
  return name.ends_with(".whl") || name.ends_with(".tar.gz") || name.ends_with(".zip");
}

Result<std::vector<std::string>> files_of(const std::string& folder) {
  std::vector<std::string> files;
  std::error_code code;
  auto entry = fs::directory_iterator(folder, code);
  for (; !code && entry != fs::directory_iterator(); entry.increment(code)) {
    std::error_code none;
    if (is_meant(entry->path().filename().string()) && !entry->is_directory(none))
      files.push_back(entry->path().string());
  }
  if (code) return fail(Error::unchecked(folder, "cannot be read: " + code.message()));
  if (files.empty()) {
    return fail(Error::misuse(folder, "holds no wheel and no sdist")
                    .with_hint("name the folder in which the files *.whl, *.tar.gz or *.zip lie; folders "
                               "below it are not searched"));
  }
  std::ranges::sort(files);
  return files;
}

}  // namespace

Result<std::vector<std::string>> wheel_files(const std::vector<std::string>& paths) {
  std::vector<std::string> files;
  std::set<std::string> seen;
  const auto add = [&](const std::string& file) {
    if (seen.insert(fs::path(file).lexically_normal().string()).second) files.push_back(file);
  };
  for (const std::string& path : paths) {
    std::error_code code;
    const auto status = fs::status(path, code);
    if (status.type() == fs::file_type::not_found) return fail(Error::misuse(path, "does not exist"));
    if (code) return fail(Error::unchecked(path, "cannot be read: " + code.message()));
    if (status.type() == fs::file_type::directory) {
      TRY_ASSIGN(const auto inside, files_of(path));
      for (const auto& file : inside) add(file);
    } else if (is_meant(path)) {
      add(path);
    } else {
      return fail(
          Error::misuse(path, "is no wheel and no sdist by its name; expected *.whl, *.tar.gz or *.zip"));
    }
  }
  return files;
}

}  // namespace pushgate::gate
