// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "python/lock_fields.hpp"
#include "python/toml_lock.hpp"

namespace pushgate::python {

// The two forms of parse_toml_lock, by their document's table.

Result<TomlLock> read_pylock(const LockFields& root, std::string_view file_name);
Result<TomlLock> read_uv_lock(const LockFields& root, std::string_view file_name);

}  // namespace pushgate::python
