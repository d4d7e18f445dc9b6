// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>
#include <vector>

#include "adapter/sqlite/database.hpp"
#include "audit/records.hpp"

namespace pushgate::audit {

// What Records asks of a SQLite database. Errors and limits are its own. Untrusted: the database.

Result<std::vector<KnownPackage>> find_packages(sqlite::Database& database, KeyKind kind,
                                                std::string_view text);

Result<Answer> find_records(sqlite::Database& database, const Query& query);

Result<PackageUses> count_packages(sqlite::Database& database, const Query& query);

Result<Totals> count_records(sqlite::Database& database);

}  // namespace pushgate::audit
