// SPDX-License-Identifier: Apache-2.0
#include "scanners/lock/wheelhouse.hpp"

#include <algorithm>
#include <system_error>

#include "store/file_digest.hpp"

namespace pushgate::scanners {

Result<std::vector<WheelhouseFile>> read_wheelhouse(const std::filesystem::path& folder) {
  std::error_code code;
  std::vector<std::string> names;
  auto entry = std::filesystem::directory_iterator(folder, code);
  for (; !code && entry != std::filesystem::directory_iterator(); entry.increment(code)) {
    auto name = entry->path().filename().string();
    if (python::is_distribution_file(name)) names.push_back(std::move(name));
  }
  if (code)
    return fail(Error::unchecked(folder.string(), "cannot be read as a wheelhouse: " + code.message()));
  std::sort(names.begin(), names.end());

  std::vector<WheelhouseFile> files;
  for (const auto& name : names) {
    TRY_ASSIGN(const auto digest, store::digest_file(folder / name));
    files.push_back({name, python::parse_distribution_file(name), digest});
  }
  return files;
}

}  // namespace pushgate::scanners
