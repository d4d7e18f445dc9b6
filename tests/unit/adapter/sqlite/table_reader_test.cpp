// SPDX-License-Identifier: Apache-2.0
#include "adapter/sqlite/table_reader.hpp"

#include <gtest/gtest.h>

#include <random>
#include <vector>

#include "base/memory_file.hpp"
#include "support/sqlite_file.hpp"

namespace pushgate::sqlite {
namespace {

using Strings = std::vector<std::string>;
constexpr Bounds k_bounds = {.value_bytes = 1u << 20, .rows = 1000};
const std::string k_schema = "CREATE TABLE Packages (hnum INTEGER PRIMARY KEY, blob BLOB);";
const std::string k_insert = "INSERT INTO Packages (blob) VALUES (?)";

std::string database(const Strings& blobs) {
  return test::sqlite_file(k_schema, k_insert, blobs);
}

/// The values, or the error at their end.
Strings values(const RandomAccess& file, const Bounds& bounds = k_bounds) {
  Strings out;
  const auto read = each_value(file, "/db", {"Packages", "blob"}, bounds, [&](std::string_view value) {
    out.emplace_back(value);
    return Result<void>();
  });
  if (!read) out.push_back(read.error().subject + ": " + read.error().what);
  return out;
}

Strings values(const std::string& bytes, const Bounds& bounds = k_bounds) {
  return values(MemoryFile(bytes), bounds);
}

TEST(TableReader, gives_each_value_as_bytes) {
  const std::string with_nul("a\0b", 3);
  const std::string large(100'000, 'x');
  EXPECT_EQ(values(database({with_nul, "", large})), (Strings{with_nul, "", large}));
  EXPECT_EQ(values(database({})), Strings{});
  EXPECT_EQ(values(test::sqlite_file("CREATE TABLE packages (Blob TEXT); INSERT INTO packages VALUES ('t'), "
                                     "(7), (NULL); CREATE INDEX i ON packages (Blob)")),
            (Strings{"t", "7", ""}));
}

TEST(TableReader, reads_a_database_in_wal_mode_as_it_lies_there) {
  std::string bytes = database({"a"});
  bytes[18] = bytes[19] = '\2';
  EXPECT_EQ(values(bytes), Strings{"a"});
}

TEST(TableReader, knows_a_database_by_its_first_bytes) {
  EXPECT_TRUE(is_database(database({})));
  EXPECT_FALSE(is_database("SQLite format 3"));
  EXPECT_FALSE(is_database(""));
}

TEST(TableReader, an_error_of_the_caller_ends_the_reading) {
  int calls = 0;
  const std::string bytes = database({"a", "b"});
  const auto read = each_value(MemoryFile(bytes), "/db", {"Packages", "blob"}, k_bounds, [&](auto) {
    ++calls;
    return Result<void>(fail(Error::refused("x", "y")));
  });
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, ErrorCode::refused);
  EXPECT_EQ(calls, 1);
}

TEST(TableReader, runs_nothing_that_the_database_brings) {
  const std::string none = "/db: has no ordinary table 'Packages'";
  EXPECT_EQ(values(test::sqlite_file("CREATE TABLE other (blob)")), Strings{none});
  EXPECT_EQ(values(test::sqlite_file("CREATE VIEW Packages AS WITH RECURSIVE n(blob) AS (SELECT 1 UNION ALL "
                                     "SELECT blob + 1 FROM n) SELECT blob FROM n")),
            Strings{none});
  EXPECT_EQ(values(test::sqlite_file("CREATE VIRTUAL TABLE Packages USING fts5(blob)")), Strings{none});
  EXPECT_EQ(values(test::sqlite_file("CREATE TABLE Packages (a, blob AS (hex(zeroblob(100000000))) VIRTUAL); "
                                     "INSERT INTO Packages VALUES (1)")),
            Strings{"/db: table 'Packages' has a computed column; expected stored ones alone"});
  EXPECT_EQ(values(test::sqlite_file(k_schema +
                                     "INSERT INTO Packages VALUES (1, 'a');"
                                     "CREATE TABLE t (x);"
                                     "CREATE TRIGGER r AFTER INSERT ON Packages BEGIN DELETE FROM t; END;"
                                     "CREATE VIEW v AS SELECT load_extension('x');")),
            Strings{"a"});
}

TEST(TableReader, does_not_take_a_string_for_a_missing_column) {
  // SQLite reads "name" as a string where no column has that name.
  EXPECT_EQ(values(test::sqlite_file("CREATE TABLE Packages (other); INSERT INTO Packages VALUES (1)")),
            Strings{"/db: cannot be read as a SQLite database: no such column: t.blob"});
}

TEST(TableReader, holds_a_database_to_its_bounds) {
  EXPECT_EQ(values(database({"a", "b", "c"}), {.value_bytes = 1000, .rows = 2}),
            (Strings{"a", "b", "/db: has over 2 rows in 'Packages'"}));
  EXPECT_EQ(values(database({std::string(2000, 'x')}), {.value_bytes = 1000, .rows = 2}),
            Strings{"/db: cannot be read as a SQLite database: string or blob too big"});
  std::string many = k_schema;
  const std::string comment = " /* " + std::string(10'000, 'x') + " */";
  for (int i = 0; i < 120; ++i) many += "CREATE TABLE t" + std::to_string(i) + " (x" + comment + ");";
  EXPECT_EQ(values(test::sqlite_file(many)),
            Strings{"/db: takes more reading than a database of its size can need"});
}

TEST(TableReader, says_what_is_damaged) {
  const std::string bytes = database({std::string(10'000, 'x'), std::string(10'000, 'y')});
  EXPECT_EQ(values("nothing of the kind"),
            Strings{"/db: cannot be read as a SQLite database: file is not a database"});
  EXPECT_EQ(values(""), Strings{"/db: has no ordinary table 'Packages'"});
  EXPECT_EQ(values(bytes.substr(0, 8192)).back(),
            "/db: cannot be read as a SQLite database: database disk image is malformed");
  // Any cut and any changed byte gives values or an error, and never ends the program.
  for (std::size_t size = 0; size < bytes.size(); size += 509)
    EXPECT_LE(values(bytes.substr(0, size)).size(), 3u);
  std::mt19937 random(1);
  for (int i = 0; i < 2000; ++i) {
    std::string damaged = bytes;
    for (int j = 0; j < 4; ++j) damaged[random() % 8192] = static_cast<char>(random());
    values(damaged);
  }
}

constexpr std::size_t k_page = 4096;
constexpr std::size_t k_leaf = k_page;  // the table's only leaf is the second page

std::size_t number_at(const std::string& bytes, std::size_t at, std::size_t width) {
  std::size_t number = 0;
  for (std::size_t i = 0; i < width; ++i) number = number * 256 + static_cast<unsigned char>(bytes[at + i]);
  return number;
}

/// Where the leaf says on which page the rest of a long value is: the last bytes of its cell, which the cell
/// before it follows.
std::size_t overflow_of(const std::string& bytes, std::size_t row) {
  const std::size_t end = row == 0 ? k_page : number_at(bytes, k_leaf + 8 + 2 * (row - 1), 2);
  return k_leaf + end - 4;
}

std::string page_number(std::size_t page) {
  std::string out(4, '\0');
  for (std::size_t i = 4; i-- > 0; page /= 256) out[i] = static_cast<char>(page % 256);
  return out;
}

TEST(TableReader, ends_with_a_value_whose_pages_go_round) {
  std::string bytes = database({std::string(900'000, 'x')});
  const std::string first = bytes.substr(overflow_of(bytes, 0), 4);
  for (std::size_t at = 2 * k_page; at < bytes.size(); at += k_page) bytes.replace(at, 4, first);
  const auto got = values(bytes);
  ASSERT_EQ(got.size(), 1u);
  EXPECT_EQ(got[0].size(), 900'000u);
}

TEST(TableReader, does_not_read_the_same_pages_for_every_row) {
  std::string bytes =
      database({std::string(500'000, 'a'), std::string(500'000, 'b'), std::string(500'000, 'c')});
  const std::size_t first = number_at(bytes, overflow_of(bytes, 0), 4);
  const std::size_t second = number_at(bytes, overflow_of(bytes, 1), 4);
  bytes.replace(overflow_of(bytes, 1), 4, page_number(first));
  bytes.replace(overflow_of(bytes, 2), 4, page_number(first));
  bytes.resize((second - 1) * k_page);
  bytes.replace(28, 4, page_number(second - 1));
  const auto got = values(bytes);
  ASSERT_EQ(got.size(), 2u);
  EXPECT_EQ(got[0], std::string(500'000, 'a'));
  EXPECT_EQ(got[1], "/db: has values that are together longer than the file");
}

class Unreadable final : public RandomAccess {
 public:
  std::uint64_t size() const override { return 8192; }
  Result<std::size_t> read_at(std::uint64_t, std::span<std::uint8_t>) const override {
    return fail(Error::unchecked("disk", "is gone"));
  }
};

TEST(TableReader, hands_on_why_bytes_cannot_be_had) {
  EXPECT_EQ(values(Unreadable()), Strings{"disk: is gone"});
}

}  // namespace
}  // namespace pushgate::sqlite
