// SPDX-License-Identifier: Apache-2.0
#include "gate/user_folder.hpp"

#include <cstdlib>

namespace pushgate::gate {

std::optional<std::filesystem::path> user_folder(const char* variable, const char* below_home) {
  const char* named = std::getenv(variable);
  if (named != nullptr && *named == '/') return std::filesystem::path(named) / "pushgate";
  const char* home = std::getenv("HOME");
  if (home != nullptr && *home == '/') return std::filesystem::path(home) / below_home / "pushgate";
  return std::nullopt;
}

}  // namespace pushgate::gate
