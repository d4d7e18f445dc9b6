// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <initializer_list>
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "adapter/sqlite/database.hpp"
#include "audit/records.hpp"

namespace pushgate::audit {

/// Puts records into the tables, inside a transaction of the caller's. It remembers the numbers of what it
/// has met: where a transaction is not committed, it must not be used again.
class RecordWriter {
 public:
  static Result<RecordWriter> make(sqlite::Database& database);
  Result<Added> add(const Record& record);

 private:
  using Texts = std::initializer_list<std::string_view>;
  /// Texts that are in a table once: their numbers.
  struct Interned {
    sqlite::Statement find;
    sqlite::Statement insert;
    std::map<std::string, std::uint32_t, std::less<>> known;
  };
  struct Statements {
    sqlite::Statement find_document;
    sqlite::Statement set_signer;
    sqlite::Statement add_document;
    Interned package;
    sqlite::Statement add_key;
    Interned layer;
    sqlite::Statement add_layer_blob;
    Interned place;
    Interned finding;
    Interned waiver;
  };

  RecordWriter(sqlite::Database& database, Statements statements)
      : m_database(&database), m_statements(std::move(statements)) {}

  Result<std::uint32_t> find_or_insert(Interned& interned, Texts texts);
  Result<std::uint32_t> intern(Interned& interned, Texts texts);
  Result<std::uint32_t> package(const ContainedPackage& contained);
  Result<std::uint32_t> place(const ContainedPackage& contained);
  Result<std::uint32_t> waiver(const ContainedFinding& contained);
  Result<std::string> packages(const Record& record, std::int64_t& count);
  Result<std::string> findings(const Record& record);
  Result<std::string> layers(const Record& record);

  sqlite::Database* m_database;
  Statements m_statements;
};

}  // namespace pushgate::audit
