// SPDX-License-Identifier: Apache-2.0
#include "audit/schema.hpp"

// What is the same in many images is there once: packages, layers, places, findings, waivers. What an image
// holds is in its own row, as numbers of those (contents.hpp): a document is then added by writing one row,
// and every question is answered by one pass over the rows, about a kilobyte each.

#include <array>
#include <string_view>

#include "base/format.hpp"

namespace pushgate::audit {

namespace {

constexpr std::int64_t k_application = 0x50474155;  // PGAU
constexpr std::int64_t k_version = 2;

constexpr std::array<std::string_view, 8> k_tables = {
    "CREATE TABLE document(id INTEGER PRIMARY KEY, sha256 TEXT NOT NULL UNIQUE, form TEXT NOT NULL, source "
    "TEXT NOT NULL, name TEXT NOT NULL, tag TEXT NOT NULL, digest TEXT, platform TEXT NOT NULL, service TEXT "
    "NOT NULL, at INTEGER, verdict TEXT, policy TEXT, signer TEXT NOT NULL, package_count INTEGER NOT NULL, "
    "packages BLOB NOT NULL, findings BLOB NOT NULL, layers BLOB NOT NULL)",
    "CREATE TABLE package(id INTEGER PRIMARY KEY, purl TEXT NOT NULL, ecosystem TEXT NOT NULL, name TEXT NOT "
    "NULL, version TEXT NOT NULL, licenses TEXT NOT NULL, UNIQUE(purl, name, version, licenses))",
    "CREATE TABLE package_key(kind INTEGER NOT NULL, text TEXT NOT NULL, package INTEGER NOT NULL, version "
    "TEXT NOT NULL, PRIMARY KEY(kind, text, package, version)) WITHOUT ROWID",
    "CREATE TABLE layer(id INTEGER PRIMARY KEY, digest TEXT NOT NULL UNIQUE)",
    "CREATE TABLE layer_blob(blob INTEGER NOT NULL, layer INTEGER NOT NULL, PRIMARY KEY(blob, layer)) "
    "WITHOUT ROWID",
    // Where a package came from: layer 0 and of_base -1 are not known.
    "CREATE TABLE place(id INTEGER PRIMARY KEY, layer INTEGER NOT NULL, of_base INTEGER NOT NULL, "
    "UNIQUE(layer, of_base))",
    "CREATE TABLE finding(id INTEGER PRIMARY KEY, rule TEXT NOT NULL COLLATE NOCASE, subject TEXT NOT NULL, "
    "severity TEXT NOT NULL, fixed_version TEXT NOT NULL, UNIQUE(rule, subject, severity, fixed_version))",
    "CREATE TABLE waiver(id INTEGER PRIMARY KEY, reason TEXT NOT NULL, owner TEXT NOT NULL, until TEXT NOT "
    "NULL, UNIQUE(reason, owner, until))",
};

Result<std::int64_t> number(sqlite::Database& database, std::string_view question) {
  TRY_ASSIGN(sqlite::Statement statement, database.prepare(question));
  TRY_ASSIGN(const bool answered, statement.step());
  return answered ? statement.integer(0) : 0;
}

}  // namespace

Result<void> make_schema(sqlite::Database& database, const std::string& path) {
  TRY_ASSIGN(auto transaction, sqlite::Transaction::begin(database, sqlite::Transaction::Kind::write));
  TRY_ASSIGN(const std::int64_t tables, number(database, "SELECT count(*) FROM sqlite_master"));
  TRY_ASSIGN(const std::int64_t application, number(database, "PRAGMA application_id"));
  if (tables > 0 || application != 0) return check_schema(database, path);
  for (const std::string_view table : k_tables) TRY(database.run(std::string(table)));
  TRY(database.run(
      fmt::format("PRAGMA application_id = {}; PRAGMA user_version = {}", k_application, k_version)));
  return transaction.commit();
}

Result<void> check_schema(sqlite::Database& database, const std::string& path) {
  TRY_ASSIGN(const std::int64_t application, number(database, "PRAGMA application_id"));
  if (application != k_application) {
    return fail(
        Error::misuse(path, "is a database of another program; expected one that `audit import` made"));
  }
  TRY_ASSIGN(const std::int64_t version, number(database, "PRAGMA user_version"));
  if (version != k_version) {
    return fail(
        Error::unchecked(path, fmt::format("has form {}; this pushgate knows form {}", version, k_version))
            .with_hint(version > k_version ? "a newer pushgate made it: use that one"
                                           : "import the documents again into a new file"));
  }
  TRY_ASSIGN(sqlite::Statement tables,
             database.prepare("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY rowid"));
  for (const std::string_view table : k_tables) {
    TRY_ASSIGN(const bool more, tables.step());
    if (!more || tables.text(0) != table)
      return fail(
          Error::unchecked(path, "has tables that `audit import` does not make; expected those alone"));
  }
  TRY_ASSIGN(const bool more, tables.step());
  if (more)
    return fail(Error::unchecked(path, "has tables that `audit import` does not make; expected those alone"));
  return {};
}

}  // namespace pushgate::audit
