// SPDX-License-Identifier: Apache-2.0
#include "audit/record_check.hpp"

#include <string>

#include "audit/contents.hpp"
#include "audit/record_scan.hpp"
#include "base/interrupt.hpp"

namespace pushgate::audit {

namespace {

using sqlite::Database;
using sqlite::Statement;

/// The last number of a table, of which none may be missing.
Result<std::int64_t> last_of(Database& database, const std::string& table) {
  TRY_ASSIGN(Statement row, database.prepare("SELECT ifnull(max(id), 0), count(*) FROM " + table));
  TRY_ASSIGN(const bool counted, row.step());
  if (!counted || row.integer(0) != row.integer(1)) return damaged("rows of " + table + " are missing");
  return row.integer(0);
}

/// That its numbers are of rows that are there; of a second number 0 is none.
Result<std::int64_t> check_entries(std::string_view bytes, std::int64_t firsts, std::int64_t seconds) {
  EntryReader entries(bytes);
  std::int64_t distinct = 0;
  std::uint32_t last = 0;
  for (Entry entry; entries.next(entry); last = entry.first) {
    distinct += entry.first != last ? 1 : 0;
    if (entry.first == 0 || entry.first > firsts || entry.second > seconds)
      return damaged("a document names rows that are missing");
  }
  if (entries.damaged()) return damaged("what a document holds cannot be read");
  return distinct;
}

}  // namespace

Result<void> check_records(Database& database) {
  TRY_ASSIGN(Statement pages, database.prepare("PRAGMA integrity_check(1)"));
  TRY_ASSIGN(const bool answered, pages.step());
  if (!answered || pages.text(0) != "ok") return damaged(pages.text(0));
  TRY_ASSIGN(const std::int64_t packages, last_of(database, "package"));
  TRY_ASSIGN(const std::int64_t places, last_of(database, "place"));
  TRY_ASSIGN(const std::int64_t findings, last_of(database, "finding"));
  TRY_ASSIGN(const std::int64_t waivers, last_of(database, "waiver"));
  TRY_ASSIGN(const std::int64_t layers, last_of(database, "layer"));
  TRY_ASSIGN(
      Statement loose,
      database.prepare("SELECT (SELECT count(*) FROM package_key WHERE package NOT IN (SELECT id FROM "
                       "package)) + (SELECT count(*) FROM place WHERE layer <> 0 AND layer NOT IN (SELECT "
                       "id FROM layer)) + (SELECT count(*) FROM layer_blob WHERE layer NOT IN (SELECT id "
                       "FROM layer) OR blob NOT IN (SELECT id FROM layer))"));
  TRY_ASSIGN(const bool counted, loose.step());
  if (!counted || loose.integer(0) != 0) return damaged("rows name others that are missing");
  TRY_ASSIGN(Statement rows,
             database.prepare("SELECT package_count, packages, findings, layers FROM document"));
  while (true) {
    TRY(check_interrupt());
    TRY_ASSIGN(const bool more, rows.step());
    if (!more) break;
    TRY_ASSIGN(const std::int64_t count, check_entries(rows.bytes(1), packages, places));
    TRY(check_entries(rows.bytes(2), findings, waivers));
    TRY(check_entries(rows.bytes(3), layers, 0));
    if (count != rows.integer(0)) return damaged("the packages of a document are not those that it had");
  }
  TRY(last_of(database, "document"));
  return {};
}

}  // namespace pushgate::audit
