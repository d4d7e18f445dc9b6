// SPDX-License-Identifier: Apache-2.0
#include "adapter/sqlite/table_reader.hpp"

// A database file is a program as well: views, triggers, computed columns and virtual tables run when a table
// is read (sqlite.org/security.html). So the schema is looked at first, and only an ordinary table is read;
// views and triggers are switched off, statements that we did not write are denied, and what is left is
// bounded.

#include <sqlite3.h>

#include <array>
#include <memory>
#include <span>
#include <utility>

#include "adapter/sqlite/read_only_file.hpp"
#include "base/format.hpp"

namespace pushgate::sqlite {

namespace {

constexpr std::uint64_t k_schema_bytes = 1u << 20;  // honest ones: a few pages
constexpr int k_cache_kib = 256;                    // a table is read once, front to back
constexpr int k_steps = 1000;                    // of the virtual machine, between two calls of count_steps
constexpr std::uint64_t k_schema_rounds = 1000;  // a million steps; a row takes about ten

template <auto free_function>
struct FreeWith {
  template <typename T>
  void operator()(T* pointer) const {
    free_function(pointer);
  }
};
using Connection = std::unique_ptr<sqlite3, FreeWith<sqlite3_close>>;
using Statement = std::unique_ptr<sqlite3_stmt, FreeWith<sqlite3_finalize>>;

/// A name in SQL.
std::string quoted(std::string_view name) {
  std::string out = "\"";
  for (const char c : name) {
    out += c;
    if (c == '"') out += c;
  }
  return out + '"';
}

int count_steps(void* rounds) {
  auto& left = *static_cast<std::uint64_t*>(rounds);
  if (left == 0) return 1;
  --left;
  return 0;
}

/// What a statement of ours may do: read, and not on behalf of a view or trigger. No functions.
int permit(void* /*data*/, int action, const char* first, const char* /*second*/, const char* /*schema*/,
           const char* on_behalf_of) {
  if (on_behalf_of != nullptr) return SQLITE_DENY;
  if (action == SQLITE_SELECT || action == SQLITE_READ) return SQLITE_OK;
  if (action == SQLITE_PRAGMA && std::string_view(first) == "table_xinfo") return SQLITE_OK;
  return SQLITE_DENY;
}

class Database {
 public:
  Database(const RandomAccess& file, const std::string& path, const Bounds& bounds)
      : m_path(path), m_bounds(bounds), m_file(file) {}

  Result<void> open() {
    m_file.allow(k_schema_bytes);
    m_rounds = k_schema_rounds;
    sqlite3* opened = nullptr;
    constexpr int k_flags = SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX;
    const int code = sqlite3_open_v2("database", &opened, k_flags, m_file.name());
    m_connection.reset(opened);
    if (code != SQLITE_OK) return problem();
    harden();
    TRY(run("PRAGMA cell_size_check = ON"));
    TRY(run("PRAGMA temp_store = MEMORY"));
    TRY(run(fmt::format("PRAGMA cache_size = -{}", k_cache_kib)));
    sqlite3_set_authorizer(m_connection.get(), permit, nullptr);
    return {};
  }

  /// An ordinary table has pages of its own, which views and virtual tables have not, and no computed column.
  Result<void> check_table(const std::string& table) {
    TRY_ASSIGN(const Statement found, prepare("SELECT rootpage FROM sqlite_master WHERE type = 'table' AND "
                                              "name = ?1 COLLATE NOCASE"));
    sqlite3_bind_text(found.get(), 1, table.data(), static_cast<int>(table.size()), SQLITE_TRANSIENT);
    TRY_ASSIGN(const bool has_row, step(found.get()));
    if (!has_row || sqlite3_column_int64(found.get(), 0) <= 0) {
      return fail(Error::unchecked(m_path, fmt::format("has no ordinary table '{}'", table)));
    }
    TRY_ASSIGN(const Statement columns, prepare("PRAGMA table_xinfo(" + quoted(table) + ")"));
    while (true) {
      TRY_ASSIGN(const bool more, step(columns.get()));
      if (!more) return {};
      if (sqlite3_column_int(columns.get(), k_hidden) != 0) {
        return fail(Error::unchecked(
            m_path, fmt::format("table '{}' has a computed column; expected stored ones alone", table)));
      }
    }
  }

  Result<void> each_value(const Column& column, const std::function<Result<void>(std::string_view)>& each) {
    // Each page once, but for the few that a small cache reads again.
    m_file.allow(2 * m_file.size() + k_schema_bytes);
    m_rounds = k_schema_rounds + m_bounds.rows / (k_steps / 100);
    // With the table's name before it, since SQLite takes "x" for a string where no column is called x.
    TRY_ASSIGN(const Statement rows, prepare(fmt::format("SELECT t.{} FROM {} AS t NOT INDEXED",
                                                         quoted(column.name), quoted(column.table))));
    std::uint64_t bytes = 0;
    for (std::uint64_t count = 0;; ++count) {
      TRY_ASSIGN(const bool more, step(rows.get()));
      if (!more) return {};
      const auto* const value = static_cast<const char*>(sqlite3_column_blob(rows.get(), 0));
      const auto size = static_cast<std::size_t>(sqlite3_column_bytes(rows.get(), 0));
      bytes += size;
      if (bytes > m_file.size()) {
        return fail(Error::unchecked(m_path, "has values that are together longer than the file"));
      }
      if (count >= m_bounds.rows) {
        return fail(
            Error::unchecked(m_path, fmt::format("has over {} rows in '{}'", m_bounds.rows, column.table)));
      }
      TRY(each(value == nullptr ? std::string_view() : std::string_view(value, size)));
    }
  }

 private:
  static constexpr int k_hidden = 6;  // the column of table_xinfo that tells computed columns

  void harden() {
    sqlite3* const db = m_connection.get();
    // The values that sqlite.org/security.html recommends for files of strangers.
    constexpr std::array<std::pair<int, int>, 10> k_limits = {{
        {SQLITE_LIMIT_SQL_LENGTH, 64 << 10},
        {SQLITE_LIMIT_COLUMN, 100},
        {SQLITE_LIMIT_EXPR_DEPTH, 20},
        {SQLITE_LIMIT_COMPOUND_SELECT, 3},
        {SQLITE_LIMIT_VDBE_OP, 25'000},
        {SQLITE_LIMIT_FUNCTION_ARG, 8},
        {SQLITE_LIMIT_ATTACHED, 0},
        {SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 50},
        {SQLITE_LIMIT_VARIABLE_NUMBER, 10},
        {SQLITE_LIMIT_TRIGGER_DEPTH, 1},
    }};
    for (const auto& [limit, value] : k_limits) sqlite3_limit(db, limit, value);
    sqlite3_limit(db, SQLITE_LIMIT_LENGTH, static_cast<int>(m_bounds.value_bytes));
    sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_db_config(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, nullptr);
    sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_VIEW, 0, nullptr);
    sqlite3_progress_handler(db, k_steps, count_steps, &m_rounds);
  }

  Result<Statement> prepare(const std::string& text) {
    sqlite3_stmt* made = nullptr;
    const int code = sqlite3_prepare_v2(m_connection.get(), text.c_str(), static_cast<int>(text.size()) + 1,
                                        &made, nullptr);
    Statement statement(made);
    if (code != SQLITE_OK) return problem();
    return statement;
  }

  Result<bool> step(sqlite3_stmt* statement) {
    const int code = sqlite3_step(statement);
    if (code == SQLITE_ROW) return true;
    if (code == SQLITE_DONE) return false;
    return problem();
  }

  Result<void> run(const std::string& text) {
    TRY_ASSIGN(const Statement statement, prepare(text));
    while (true) {
      TRY_ASSIGN(const bool more, step(statement.get()));
      if (!more) return {};
    }
  }

  /// What SQLite, or our own bounds, found wrong.
  tl::unexpected<Error> problem() const {
    if (m_file.error()) return fail(*m_file.error());
    if (m_file.exhausted() || m_rounds == 0) {
      return fail(Error::unchecked(m_path, "takes more reading than a database of its size can need"));
    }
    const char* const said = m_connection ? sqlite3_errmsg(m_connection.get()) : "out of memory";
    return fail(Error::unchecked(m_path, fmt::format("cannot be read as a SQLite database: {}", said)));
  }

  const std::string& m_path;
  const Bounds& m_bounds;
  ReadOnlyFile m_file;
  std::uint64_t m_rounds = 0;
  Connection m_connection;  // last, since it is closed before the others end
};

}  // namespace

bool is_database(std::string_view head) {
  return head.starts_with(std::string_view("SQLite format 3\0", 16));
}

Result<void> each_value(const RandomAccess& file, const std::string& path, const Column& column,
                        const Bounds& bounds, const std::function<Result<void>(std::string_view)>& each) {
  Database database(file, path, bounds);
  TRY(database.open());
  TRY(database.check_table(column.table));
  return database.each_value(column, each);
}

}  // namespace pushgate::sqlite
