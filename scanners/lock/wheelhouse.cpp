// SPDX-License-Identifier: Apache-2.0
#include "scanners/lock/wheelhouse.hpp"

#include <algorithm>
#include <system_error>

#include "store/file_digest.hpp"

namespace pushgate::scanners {

bool WheelhouseFile::has(const python::RequirementHash& hash) const {
  auto value = hash.value;
  for (char& c : value) c = c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c;
  if (hash.algorithm == "sha256") return value == digest.hex();
  return std::ranges::find(hashes, python::RequirementHash{hash.algorithm, value}) != hashes.end();
}

Result<std::vector<WheelhouseFile>> read_wheelhouse(const std::filesystem::path& folder,
                                                    const std::set<crypto::Sha2Kind>& more) {
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
    WheelhouseFile file{name, python::parse_distribution_file(name), digest, {}};
    for (const auto kind : more) {
      TRY_ASSIGN(auto value, store::hash_file(folder / name, kind));
      file.hashes.push_back({std::string(crypto::to_string(kind)), std::move(value)});
    }
    files.push_back(std::move(file));
  }
  return files;
}

}  // namespace pushgate::scanners
