// SPDX-License-Identifier: Apache-2.0
#include "gate/cache_folder.hpp"

#include "gate/user_folder.hpp"

namespace pushgate::gate {

std::optional<std::filesystem::path> cache_folder(const std::string& chosen) {
  if (!chosen.empty()) return chosen;
  return user_folder("XDG_CACHE_HOME", ".cache");
}

std::optional<oci::FactsCache> facts_cache(const std::string& chosen) {
  const auto folder = cache_folder(chosen);
  if (!folder) return std::nullopt;
  return oci::FactsCache(*folder / "layers");
}

}  // namespace pushgate::gate
