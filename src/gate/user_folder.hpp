// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <optional>

namespace pushgate::gate {

/// pushgate's own folder in one of the user's (XDG Base Directory Specification): $VARIABLE/pushgate, where
/// that is absolute, else $HOME/BELOW_HOME/pushgate. Nothing where neither is set.
std::optional<std::filesystem::path> user_folder(const char* variable, const char* below_home);

}  // namespace pushgate::gate
