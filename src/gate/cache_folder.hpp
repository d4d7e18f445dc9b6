// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "oci/facts_cache.hpp"

namespace pushgate::gate {

/// Where pushgate keeps what it can make again: `chosen` (`--cache-dir`), else $XDG_CACHE_HOME/pushgate, else
/// $HOME/.cache/pushgate. Nothing where none of them is set.
std::optional<std::filesystem::path> cache_folder(const std::string& chosen);

/// The cache of layer facts in it.
std::optional<oci::FactsCache> facts_cache(const std::string& chosen);

}  // namespace pushgate::gate
