// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "adapter/sqlite/database.hpp"
#include "audit/records.hpp"

namespace pushgate::audit {

/// Documents are kept by blocks of 64.
constexpr std::int64_t block_of(std::int64_t document) {
  return document >> 6;
}

/// Puts records into the tables, inside a transaction of the caller's.
class RecordWriter {
 public:
  static Result<RecordWriter> make(sqlite::Database& database);
  Result<Added> add(const Record& record);

 private:
  /// A text, or several, that are in a table once: its number.
  struct Interned {
    sqlite::Statement find;
    sqlite::Statement insert;
  };
  struct Statements {
    sqlite::Statement find_document;
    sqlite::Statement set_signer;
    sqlite::Statement add_document;
    Interned package;
    sqlite::Statement add_key;
    Interned layer;
    sqlite::Statement add_document_layer;
    sqlite::Statement add_layer_blob;
    sqlite::Statement add_document_package;
    Interned finding;
    Interned waiver;
    sqlite::Statement add_document_finding;
  };

  RecordWriter(sqlite::Database& database, Statements statements)
      : m_database(&database), m_statements(std::move(statements)) {}

  /// The number, and whether it is new.
  Result<std::pair<std::int64_t, bool>> intern(Interned& interned,
                                               std::initializer_list<std::string_view> texts);
  Result<std::int64_t> add_document(const Document& document, std::size_t packages);
  Result<std::int64_t> add_layer(const Digest& digest);
  Result<void> add_package(std::int64_t document, const ContainedPackage& contained, std::int64_t package);
  Result<void> add_finding(std::int64_t document, const ContainedFinding& contained);

  sqlite::Database* m_database;
  Statements m_statements;
};

}  // namespace pushgate::audit
