// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "adapter/toml/toml.hpp"
#include "base/result.hpp"
#include "python/requirement_file.hpp"

namespace pushgate::python {

/// Reads what a table of a TOML lock has to hold, and no other kind of it: what is absent is empty. Errors:
/// unchecked, subject `FILE:LINE:COLUMN`: `"name" is not a text`.
class LockFields {
 public:
  /// `file_name` and `table` outlive it. Errors: a value that is no table.
  static Result<LockFields> of(const toml::Node& table, std::string_view file_name);

  std::uint32_t line() const { return m_table->at.line; }
  std::uint32_t line_of(std::string_view key) const;  ///< that of the table where it is absent
  bool has(std::string_view key) const { return m_table->find(key) != nullptr; }

  Result<std::string> text(std::string_view key) const;
  Result<std::string> required_text(std::string_view key) const;  ///< not empty
  Result<void> expect_number(std::string_view key, std::int64_t value) const;
  Result<bool> truth(std::string_view key) const;  ///< false where absent
  Result<std::vector<std::string>> texts(std::string_view key) const;
  Result<LockFields> table(std::string_view key) const;                ///< which has to be there
  Result<std::vector<LockFields>> tables(std::string_view key) const;  ///< an array of tables
  std::vector<std::string> keys() const;  ///< of the table itself, where they are the writer's own
  /// A name that is one (core metadata), of `name`.
  Result<std::string> name() const;
  /// A requirement of that name and version, in the line of the table. A version is one of PEP 440.
  Result<Requirement> requirement() const;

  /// The file that a table describes, named by `name`, `filename` or the end of `url` or `path`; without its
  /// hashes.
  Result<LockedFile> file() const;

  /// The error of this table, or of a value in it.
  Error error(std::string what) const;
  Error error_of(std::string_view key, std::string what) const;

 private:
  LockFields(const toml::Node& table, std::string_view file_name) : m_table(&table), m_file_name(file_name) {}

  Result<const toml::Node*> find(std::string_view key, toml::Node::Kind kind,
                                 std::string_view expected) const;

  const toml::Node* m_table;
  std::string_view m_file_name;
};

/// What a place is that is no repository.
DirectRequirement::Kind url_or_path(std::string_view place);

}  // namespace pushgate::python
