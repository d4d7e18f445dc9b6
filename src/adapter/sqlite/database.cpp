// SPDX-License-Identifier: Apache-2.0
#include "adapter/sqlite/database.hpp"

#include <sqlite3.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <filesystem>
#include <system_error>
#include <thread>
#include <utility>

#include "base/format.hpp"
#include "base/interrupt.hpp"

namespace pushgate::sqlite {

namespace {

constexpr int k_patience = 6000;  // times 10 ms
constexpr int k_cache_kib = 64 << 10;

int wait_for_others(void* /*data*/, int times) {
  if (times >= k_patience || interrupted_by() != 0) return 0;
  std::this_thread::sleep_for(std::chrono::milliseconds(10));
  return 1;
}

/// What the system said, where SQLite failed because of it.
std::string reason_of(sqlite3* database) {
  const int number = sqlite3_system_errno(database);
  return number == 0 ? sqlite3_errmsg(database) : std::strerror(number);
}

tl::unexpected<Error> problem(sqlite3* database, const std::string& path) {
  if (database == nullptr) return fail(Error::unchecked(path, "cannot be opened: out of memory"));
  if (const auto arrived = check_interrupt(); !arrived) return fail(arrived.error());
  const std::string said = sqlite3_errmsg(database);
  switch (sqlite3_errcode(database)) {
    case SQLITE_NOTADB:
      return fail(Error::misuse(path, "is no SQLite database"));
    case SQLITE_CORRUPT:
      return fail(Error::unchecked(path, "is damaged: " + said)
                      .with_hint("take a copy that is whole, or import the documents again into a new file"));
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return fail(
          Error::unchecked(path, "is held by another program").with_hint("try again when it is done"));
    case SQLITE_FULL:
      return fail(Error::unchecked(path, "cannot be written: " + std::string(std::strerror(ENOSPC)))
                      .with_hint("make room, and do it again"));
    case SQLITE_READONLY:
      if (const int code = sqlite3_extended_errcode(database);
          code == SQLITE_READONLY_ROLLBACK || code == SQLITE_READONLY_RECOVERY)
        return fail(
            Error::unchecked(path, "was left in the middle of a change, and cannot be restored where it is")
                .with_hint("copy it, with its -journal or -wal, to a folder that can be written to"));
      return fail(Error::unchecked(path, "cannot be written: " + said));
    case SQLITE_IOERR:
      if (sqlite3_extended_errcode(database) == SQLITE_IOERR_WRITE)
        return fail(
            Error::unchecked(path, "cannot be written: " + reason_of(database))
                .with_hint("look at the space on its disk and at limits on file sizes, and do it again"));
      return fail(Error::unchecked(path, "cannot be read or written: " + reason_of(database)));
    case SQLITE_CANTOPEN:
      return fail(Error::unchecked(path, "cannot be opened: " + reason_of(database)));
    default:
      return fail(Error::unchecked(path, "cannot be used as a database: " + said));
  }
}

/// As sqlite.org/security.html recommends for files of strangers.
void harden(sqlite3* database) {
  constexpr std::array<std::pair<int, int>, 4> k_switches = {{
      {SQLITE_DBCONFIG_DEFENSIVE, 1},
      {SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0},
      {SQLITE_DBCONFIG_ENABLE_TRIGGER, 0},
      {SQLITE_DBCONFIG_ENABLE_VIEW, 0},
  }};
  for (const auto& [what, value] : k_switches) sqlite3_db_config(database, what, value, nullptr);
  sqlite3_limit(database, SQLITE_LIMIT_ATTACHED, 0);
}

}  // namespace

Statement::Statement(sqlite3_stmt* statement, const std::string& path)
    : m_statement(statement), m_path(&path) {}

void Statement::Finalize::operator()(sqlite3_stmt* statement) const {
  sqlite3_finalize(statement);
}

Statement& Statement::bind(int place, std::int64_t value) {
  sqlite3_bind_int64(m_statement.get(), place, value);
  return *this;
}

Statement& Statement::bind(int place, std::string_view text) {
  sqlite3_bind_text64(m_statement.get(), place, text.data() == nullptr ? "" : text.data(), text.size(),
                      SQLITE_TRANSIENT, SQLITE_UTF8);
  return *this;
}

Statement& Statement::bind(int place, std::optional<std::int64_t> value) {
  if (value) return bind(place, *value);
  sqlite3_bind_null(m_statement.get(), place);
  return *this;
}

Statement& Statement::bind(int place, const std::optional<std::string>& text) {
  if (text) return bind(place, std::string_view(*text));
  sqlite3_bind_null(m_statement.get(), place);
  return *this;
}

Statement& Statement::bind_bytes(int place, std::string_view bytes) {
  sqlite3_bind_blob64(m_statement.get(), place, bytes.data() == nullptr ? "" : bytes.data(), bytes.size(),
                      SQLITE_TRANSIENT);
  return *this;
}

Result<bool> Statement::step() {
  const int code = sqlite3_step(m_statement.get());
  if (code == SQLITE_ROW) return true;
  if (code != SQLITE_DONE) {
    auto error = problem(sqlite3_db_handle(m_statement.get()), *m_path);
    reset();
    return error;
  }
  reset();
  return false;
}

Result<void> Statement::run() {
  while (true) {
    TRY_ASSIGN(const bool more, step());
    if (!more) return {};
  }
}

void Statement::reset() {
  sqlite3_reset(m_statement.get());
}

bool Statement::is_null(int column) const {
  return sqlite3_column_type(m_statement.get(), column) == SQLITE_NULL;
}

std::int64_t Statement::integer(int column) const {
  return sqlite3_column_int64(m_statement.get(), column);
}

std::string Statement::text(int column) const {
  const auto* const bytes = reinterpret_cast<const char*>(sqlite3_column_text(m_statement.get(), column));
  if (bytes == nullptr) return {};
  return {bytes, static_cast<std::size_t>(sqlite3_column_bytes(m_statement.get(), column))};
}

std::string_view Statement::bytes(int column) const {
  const auto* const bytes = static_cast<const char*>(sqlite3_column_blob(m_statement.get(), column));
  if (bytes == nullptr) return {};
  return {bytes, static_cast<std::size_t>(sqlite3_column_bytes(m_statement.get(), column))};
}

void Database::Close::operator()(sqlite3* database) const {
  sqlite3_close_v2(database);
}

Result<Database> Database::open(const std::string& path, Access access) {
  Database database;
  database.m_path = std::make_unique<std::string>(path);
  // An absolute path is never one of SQLite's own names, such as `:memory:`.
  std::error_code error;
  const auto absolute = std::filesystem::absolute(path, error);
  if (error) return fail(Error::unchecked(path, "cannot be opened: " + error.message()));
  constexpr int k_alone = SQLITE_OPEN_NOMUTEX;
  // A reader, too, has to be able to undo what a program that was killed left half done. Where the file
  // cannot be written to, SQLite opens it for reading.
  const int flags = k_alone | SQLITE_OPEN_READWRITE | (access == Access::write ? SQLITE_OPEN_CREATE : 0);
  sqlite3* opened = nullptr;
  const int code = sqlite3_open_v2(absolute.c_str(), &opened, flags, nullptr);
  database.m_database.reset(opened);
  if (code != SQLITE_OK) return problem(opened, path);
  harden(opened);
  sqlite3_busy_handler(opened, wait_for_others, nullptr);
  TRY(database.run(fmt::format(
      "PRAGMA cell_size_check = ON; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -{}", k_cache_kib)));
  if (access == Access::read) TRY(database.run("PRAGMA query_only = ON"));
  return database;
}

Result<void> Database::run(const std::string& statements) {
  if (sqlite3_exec(m_database.get(), statements.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK)
    return problem(m_database.get(), *m_path);
  return {};
}

Result<Statement> Database::prepare(std::string_view statement) {
  sqlite3_stmt* made = nullptr;
  const int code = sqlite3_prepare_v3(m_database.get(), statement.data(), static_cast<int>(statement.size()),
                                      SQLITE_PREPARE_PERSISTENT, &made, nullptr);
  if (code != SQLITE_OK) return problem(m_database.get(), *m_path);
  return Statement(made, *m_path);
}

std::int64_t Database::last_row() const {
  return sqlite3_last_insert_rowid(m_database.get());
}

std::int64_t Database::changed_rows() const {
  return sqlite3_changes(m_database.get());
}

bool Database::in_transaction() const {
  return sqlite3_get_autocommit(m_database.get()) == 0;
}

void Database::wait_for_nobody() {
  sqlite3_busy_handler(m_database.get(), nullptr, nullptr);
}

Result<Transaction> Transaction::begin(Database& database, Kind kind) {
  TRY(database.run(kind == Kind::write ? "BEGIN IMMEDIATE" : "BEGIN"));
  return Transaction(database);
}

Transaction::Transaction(Transaction&& other) noexcept
    : m_database(std::exchange(other.m_database, nullptr)) {}

Transaction::~Transaction() {
  // SQLite itself has ended it after some errors.
  if (m_database != nullptr && m_database->in_transaction()) (void)m_database->run("ROLLBACK");
}

Result<void> Transaction::commit() {
  TRY(m_database->run("COMMIT"));
  m_database = nullptr;
  return {};
}

}  // namespace pushgate::sqlite
