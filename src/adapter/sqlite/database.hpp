// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace pushgate::sqlite {

/// A prepared statement of a Database, which must outlive it.
class Statement {
 public:
  Statement(sqlite3_stmt* statement, const std::string& path);

  /// Values for ?1, ?2, …: they count until the next value for that place. Nothing is NULL.
  Statement& bind(int place, std::int64_t value);
  Statement& bind(int place, std::string_view text);
  Statement& bind(int place, const std::string& text) { return bind(place, std::string_view(text)); }
  Statement& bind(int place, std::optional<std::int64_t> value);
  Statement& bind(int place, const std::optional<std::string>& text);
  Statement& bind_bytes(int place, std::string_view bytes);  ///< a BLOB

  /// The next row; false, and ready to run again, where there is none.
  Result<bool> step();
  /// To the end, whatever rows it gives.
  Result<void> run();
  /// Ready to run again, although there may be more rows.
  void reset();

  // The row's columns, from 0. NULL is 0 and empty.
  bool is_null(int column) const;
  std::int64_t integer(int column) const;
  std::string text(int column) const;
  std::string_view bytes(int column) const;  ///< until the next step or reset

 private:
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const;
  };
  std::unique_ptr<sqlite3_stmt, Finalize> m_statement;
  const std::string* m_path;
};

/// A database file of ours, in which every statement is ours, too: the schema is not trusted, and has neither
/// views nor triggers. For one thread at a time; other programs may read and write the file meanwhile, and
/// are waited for for a minute.
///
/// Errors: misuse, for what is no SQLite database; unchecked, for one that is damaged, cannot be read or
/// written (the disk is full, the folder is missing), or that others hold for longer. Untrusted: the file.
class Database {
 public:
  enum class Access {
    read,   ///< the file must be there; what a killed program left half done in it is undone, no more
    write,  ///< it is made where it is missing
  };

  static Result<Database> open(const std::string& path, Access access);

  /// SQL without values: `PRAGMA …`, `CREATE TABLE …`, several with semicolons between.
  Result<void> run(const std::string& statements);
  Result<Statement> prepare(std::string_view statement);
  std::int64_t last_row() const;      ///< the key of the row that was inserted last
  std::int64_t changed_rows() const;  ///< how many the statement before inserted or changed
  bool in_transaction() const;

  /// From now on, what others hold is not waited for.
  void wait_for_nobody();

 private:
  struct Close {
    void operator()(sqlite3* database) const;
  };
  Database() = default;

  std::unique_ptr<std::string> m_path;  // statements keep its place
  std::unique_ptr<sqlite3, Close> m_database;
};

/// A transaction: without commit() nothing of it has happened.
class Transaction {
 public:
  enum class Kind { read, write };
  static Result<Transaction> begin(Database& database, Kind kind);

  Transaction(Transaction&& other) noexcept;
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  Transaction& operator=(Transaction&&) = delete;
  ~Transaction();

  Result<void> commit();

 private:
  explicit Transaction(Database& database) : m_database(&database) {}
  Database* m_database;
};

}  // namespace pushgate::sqlite
