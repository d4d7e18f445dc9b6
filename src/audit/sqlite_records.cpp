// SPDX-License-Identifier: Apache-2.0
#include "audit/sqlite_records.hpp"

#include <array>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <system_error>
#include <utility>

#include "adapter/sqlite/database.hpp"
#include "adapter/sqlite/table_reader.hpp"
#include "audit/record_check.hpp"
#include "audit/record_finder.hpp"
#include "audit/record_writer.hpp"
#include "audit/schema.hpp"
#include "base/format.hpp"

namespace pushgate::audit {

namespace {

namespace fs = std::filesystem;
using sqlite::Database;
using sqlite::Transaction;

class SqliteRecords final : public Records {
 public:
  explicit SqliteRecords(Database database) : m_database(std::move(database)) {}

  Result<Added> add(const Record& record) override {
    auto added = add_whole(record);
    if (!added) m_writer.reset();  // it remembers what is not there
    return added;
  }

  Result<std::vector<KnownPackage>> packages_by(KeyKind kind, std::string_view text) override {
    return find_packages(m_database, kind, text);
  }

  Result<Answer> find(const Query& query) override {
    // One state of the database, whatever is imported meanwhile.
    TRY_ASSIGN(auto transaction, Transaction::begin(m_database, Transaction::Kind::read));
    return find_records(m_database, query);
  }

  Result<PackageUses> count_packages(const Query& query) override {
    TRY_ASSIGN(auto transaction, Transaction::begin(m_database, Transaction::Kind::read));
    return audit::count_packages(m_database, query);
  }

  Result<Totals> totals() override { return count_records(m_database); }

  Result<void> check() override {
    TRY_ASSIGN(auto transaction, Transaction::begin(m_database, Transaction::Kind::read));
    return check_records(m_database);
  }

  void settle() override {
    m_writer.reset();
    // Fails where another program has the file open: that one does it then.
    m_database.wait_for_nobody();
    (void)m_database.run("PRAGMA journal_mode = DELETE");
  }

 private:
  Result<Added> add_whole(const Record& record) {
    if (!m_writer) {
      TRY_ASSIGN(RecordWriter writer, RecordWriter::make(m_database));
      m_writer = std::make_unique<RecordWriter>(std::move(writer));
    }
    TRY_ASSIGN(auto transaction, Transaction::begin(m_database, Transaction::Kind::write));
    TRY_ASSIGN(const Added added, m_writer->add(record));
    TRY(transaction.commit());
    return added;
  }

  Database m_database;
  std::unique_ptr<RecordWriter> m_writer;  // last: its statements go before the database
};

/// SQLite takes a file of a few bytes for an empty database, and half a page at the end for a whole one.
/// sqlite.org/fileformat.html, 1.3. An empty file is an empty database.
Result<void> check_head(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::array<char, 18> head{};
  file.read(head.data(), head.size());
  if (file.gcount() == 0 && file.eof()) return {};
  if (!sqlite::is_database({head.data(), static_cast<std::size_t>(file.gcount())}))
    return fail(Error::misuse(path, "is no SQLite database"));
  const auto byte = [&head](std::size_t i) { return std::uintmax_t{static_cast<unsigned char>(head.at(i))}; };
  const std::uintmax_t stated = byte(16) << 8 | byte(17);
  const std::uintmax_t page = stated == 1 ? 65536 : stated;
  std::error_code error;
  const std::uintmax_t size = fs::file_size(path, error);
  if (error || page == 0 || size % page != 0) {
    return fail(Error::unchecked(
                    path, fmt::format("was cut off: it has {} bytes; expected whole pages of {}", size, page))
                    .with_hint("take a copy that is whole, or import the documents again into a new file"));
  }
  return {};
}

Result<void> check_kind(const std::string& path) {
  std::error_code error;
  const auto status = fs::status(path, error);
  if (!fs::exists(status)) {
    return fail(Error::misuse(path, "does not exist")
                    .with_hint("pushgate audit import PATH makes it; --db FILE names another one"));
  }
  if (!fs::is_regular_file(status)) return fail(Error::misuse(path, "is no file"));
  return check_head(path);
}

Result<std::unique_ptr<Records>> made(Database database) {
  return std::make_unique<SqliteRecords>(std::move(database));
}

}  // namespace

Result<std::unique_ptr<Records>> open_records(const std::string& path) {
  TRY(check_kind(path));
  TRY_ASSIGN(Database database, Database::open(path, Database::Access::read));
  TRY(check_schema(database, path));
  return made(std::move(database));
}

Result<std::unique_ptr<Records>> open_records_for_import(const std::string& path) {
  std::error_code error;
  if (fs::exists(path, error)) {
    TRY(check_kind(path));
  } else if (const fs::path folder = fs::path(path).parent_path(); !folder.empty()) {
    fs::create_directories(folder, error);
    if (error) return fail(Error::unchecked(folder.string(), "cannot be made: " + error.message()));
  }
  TRY_ASSIGN(Database database, Database::open(path, Database::Access::write));
  TRY(make_schema(database, path));
  // Commits append to a log and wait for no disk; settle() brings the log into the file. Where the log cannot
  // be had (another program is at it), the file's own journal does.
  (void)database.run(
      "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 8192");
  return made(std::move(database));
}

}  // namespace pushgate::audit
