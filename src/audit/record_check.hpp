// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "adapter/sqlite/database.hpp"
#include "base/result.hpp"

namespace pushgate::audit {

/// Looks at every page, every row and every number that names another row. Errors: unchecked, saying the
/// first thing that is wrong. Untrusted: the database.
Result<void> check_records(sqlite::Database& database);

}  // namespace pushgate::audit
