// SPDX-License-Identifier: Apache-2.0
#include "gate/cache_folder.hpp"

#include <cstdlib>

namespace pushgate::gate {

std::optional<std::filesystem::path> cache_folder(const std::string& chosen) {
  if (!chosen.empty()) return chosen;
  const char* cache = std::getenv("XDG_CACHE_HOME");
  if (cache != nullptr && *cache == '/') return std::filesystem::path(cache) / "pushgate";
  const char* home = std::getenv("HOME");
  if (home != nullptr && *home == '/') return std::filesystem::path(home) / ".cache" / "pushgate";
  return std::nullopt;
}

std::optional<oci::FactsCache> facts_cache(const std::string& chosen) {
  const auto folder = cache_folder(chosen);
  if (!folder) return std::nullopt;
  return oci::FactsCache(*folder / "layers");
}

}  // namespace pushgate::gate
