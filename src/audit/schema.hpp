// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "adapter/sqlite/database.hpp"
#include "base/result.hpp"

namespace pushgate::audit {

/// Makes the tables where the database is empty. Errors: as check_schema.
Result<void> make_schema(sqlite::Database& database, const std::string& path);

/// That the tables are the ones that this program makes, and nothing else is there: no view, no trigger, no
/// table of somebody else. Errors: misuse, for another program's database; unchecked, for one of another
/// version of this one, or one whose tables were changed. Untrusted: the database.
Result<void> check_schema(sqlite::Database& database, const std::string& path);

}  // namespace pushgate::audit
