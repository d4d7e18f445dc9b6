// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "base/random_access.hpp"
#include "base/result.hpp"

namespace pushgate::sqlite {

/// One column of one table of a database file.
struct Column {
  std::string table;  ///< as the schema spells it, in any case
  std::string name;
};

/// What a database may cost its reader.
struct Bounds {
  std::uint32_t value_bytes = 0;  ///< the longest value
  std::uint64_t rows = 0;
};

/// True for the first bytes of a database file of SQLite 3.
bool is_database(std::string_view head);

/// Gives each value of a column, as bytes, in the order of the table's keys; null is empty. An error of
/// `each` ends the reading and is returned. Only the file itself is looked at, as it lies there: no journal,
/// no write-ahead log, no lock, nothing is written. The table must be an ordinary one without computed
/// columns, so that no expression of the database's own is ever run. `path` names the file in errors.
///
/// Untrusted: the file. Limits: `bounds`; 1 MiB of schema; all values together as long as the file.
/// Errors: unchecked.
Result<void> each_value(const RandomAccess& file, const std::string& path, const Column& column,
                        const Bounds& bounds, const std::function<Result<void>(std::string_view)>& each);

}  // namespace pushgate::sqlite
