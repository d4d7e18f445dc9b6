// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

#include "adapter/sqlite/database.hpp"
#include "audit/contents.hpp"
#include "audit/records.hpp"

namespace pushgate::audit {

tl::unexpected<Error> damaged(std::string_view what);

/// One pass over the documents, which gives those that answer a query. Untrusted: the database.
class RecordScan {
 public:
  enum class Packages { asked, all };  ///< which are handed over where the query asks for none: none, or all

  /// What was found of one document.
  struct Found {
    std::vector<Entry> packages;  ///< and their places
    std::vector<Entry> findings;  ///< and their waivers
  };
  using Each = std::function<Result<void>(const sqlite::Statement& row, const Found& found)>;

  /// `row` is read by document_of. Errors: unchecked, for a damaged database; those of `each`.
  Result<void> run(sqlite::Database& database, const Query& query, Packages packages, const Each& each);

  /// Documents that would answer, but say no time to hold against since and before.
  std::size_t undated() const { return m_undated; }

 private:
  /// Numbers of rows.
  class Numbers {
   public:
    Result<void> add(std::int64_t number);
    bool contains(std::uint32_t number) const { return number < m_is_in.size() && m_is_in[number]; }

   private:
    std::vector<bool> m_is_in;
  };

  Result<void> find_layers(sqlite::Database& database, const Digest& digest);
  Result<void> find_rule(sqlite::Database& database, const std::string& rule);
  /// Whether the row answers, but for its time; what of it does, into m_found.
  Result<bool> look_at(const sqlite::Statement& row, const Query& query, Packages packages);
  Result<bool> has_layer(const sqlite::Statement& row) const;
  Result<void> take_packages(const sqlite::Statement& row, const Query& query);
  Result<void> take_findings(const sqlite::Statement& row);

  Numbers m_packages;
  Numbers m_layers;
  Numbers m_places;
  Numbers m_rules;
  Found m_found;
  std::size_t m_undated = 0;
};

/// The time of a row, in that column. Errors: unchecked, for what is none.
Result<std::optional<Time>> time_at(const sqlite::Statement& row, int column);
Result<std::optional<Digest>> digest_at(const sqlite::Statement& row, int column);

/// The document of a row of RecordScan, and when it was decided.
Result<Document> document_of(const sqlite::Statement& row);
Result<std::optional<Time>> time_of(const sqlite::Statement& row);

}  // namespace pushgate::audit
