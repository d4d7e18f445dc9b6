// SPDX-License-Identifier: Apache-2.0
#include "sbom/rpm_database.hpp"

#include <gtest/gtest.h>

#include <random>

#include "base/memory_file.hpp"
#include "support/sqlite_file.hpp"
#include "unit/sbom/rpm_builder.hpp"

namespace pushgate::sbom {
namespace {

using test::BerkeleyDatabase;
using test::RpmHeader;
using Strings = std::vector<std::string>;

/// The packages, or the error alone.
Strings names(const std::string& bytes) {
  const auto packages = read_rpm_database(MemoryFile(bytes), "/db");
  if (!packages) return {packages.error().subject + ": " + packages.error().what};
  Strings out;
  for (const auto& package : *packages) out.push_back(package.name + "-" + package.version);
  return out;
}

std::string header(const std::string& name, std::size_t more_bytes = 0) {
  return RpmHeader(name, "1", "1").text(9999, std::string(more_bytes, 'x')).region().bytes();
}

std::string sqlite_database(const Strings& headers) {
  return pushgate::test::sqlite_file(
      "CREATE TABLE Packages (hnum INTEGER PRIMARY KEY AUTOINCREMENT, blob BLOB NOT NULL)",
      "INSERT INTO Packages (blob) VALUES (?)", headers);
}

std::string berkeley(const Strings& headers, bool big = false, std::uint8_t hash_type = 13) {
  BerkeleyDatabase database(big, hash_type);
  for (const auto& one : headers) database.package(one);
  return database.bytes();
}

const std::string k_key = RpmHeader("gpg-pubkey", "c105b9de", "4e0fd3a3", "(none)").bytes();
const Strings k_headers = {header("a"), k_key, header("b", 2000), header("c", 26)};
const Strings k_names = {"a-1", "b-1", "c-1"};

TEST(RpmDatabase, tells_its_form_by_its_first_bytes) {
  EXPECT_EQ(names(sqlite_database(k_headers)), k_names);
  EXPECT_EQ(names(test::ndb_database(k_headers)), k_names);
  EXPECT_EQ(names(berkeley(k_headers)), k_names);
  const std::string none = "/db: is no rpm database; expected SQLite, NDB or Berkeley DB's hash";
  EXPECT_EQ(names(""), Strings{none});
  EXPECT_EQ(names("RPM"), Strings{none});
  EXPECT_EQ(names(std::string(4096, '\0')), Strings{none});
}

TEST(RpmDatabase, reads_berkeley_db_of_both_byte_orders_and_ages) {
  for (const bool big : {false, true}) {
    EXPECT_EQ(names(berkeley(k_headers, big)), k_names);
    EXPECT_EQ(names(berkeley(k_headers, big, 2)), k_names);
  }
  EXPECT_EQ(names(berkeley({})), Strings{});
  EXPECT_EQ(names(BerkeleyDatabase().small_package(header("tiny")).bytes()), Strings{"tiny-1"});
  // A header that fills its last page to the end.
  const std::string whole = header("w", BerkeleyDatabase::k_room - header("w").size());
  ASSERT_EQ(whole.size(), BerkeleyDatabase::k_room);
  EXPECT_EQ(names(berkeley({whole})), Strings{"w-1"});
}

TEST(RpmDatabase, names_the_database_of_a_damaged_header) {
  const std::string error = "/db: has a damaged package header: it is shorter than its first 8 bytes";
  EXPECT_EQ(names(sqlite_database({header("a"), "x"})), Strings{error});
  EXPECT_EQ(names(test::ndb_database({"x"})), Strings{error});
  EXPECT_EQ(names(berkeley({"x"})), Strings{error});
}

TEST(RpmDatabase, a_view_is_no_table_of_packages) {
  EXPECT_EQ(names(pushgate::test::sqlite_file("CREATE VIEW Packages AS SELECT x'00' AS blob")),
            Strings{"/db: has no ordinary table 'Packages'"});
}

/// The database with a number of four bytes changed.
std::string with(std::string bytes, std::size_t at, std::uint32_t value) {
  return bytes.replace(at, 4, test::number(value, 4, false));
}

TEST(RpmDatabase, follows_no_slot_of_ndb_out_of_the_file) {
  const std::string ndb = test::ndb_database({header("a")});
  const auto size = static_cast<std::uint32_t>(ndb.size());
  EXPECT_EQ(names(ndb), Strings{"a-1"});
  EXPECT_EQ(names(with(ndb, 4, 1)), Strings{"/db: is of version 1; expected 0"});
  EXPECT_EQ(names(with(ndb, 12, 0)), Strings{"/db: has 0 pages of slots; expected 1 to 2048"});
  EXPECT_EQ(names(with(ndb, 12, 1u << 31)),
            Strings{"/db: has 2147483648 pages of slots; expected 1 to 2048"});
  EXPECT_EQ(names(with(ndb, 12, 2)),
            Strings{"/db: has " + std::to_string(size) + " bytes; expected more at 4096"});
  EXPECT_EQ(names(with(ndb, 4080, 0)), Strings{"/db: has no slot at 4080"});
  EXPECT_EQ(names(with(ndb, 32 + 8, 0xffffffff)),
            Strings{"/db: has " + std::to_string(size) + " bytes; expected more at 68719476720"});
  EXPECT_EQ(names(with(ndb, 32 + 8, 0)), Strings{"/db: has no header of package 1 at 0"});
  EXPECT_EQ(names(with(ndb, 4096 + 4, 2)), Strings{"/db: has no header of package 1 at 4096"});
  const auto room = std::to_string(ndb.size() - 4096);
  EXPECT_EQ(names(with(ndb, 4096 + 12, 0xffffffff)),
            Strings{"/db: has a header of 4294967295 bytes at 4096; expected " + room + " at most"});
  EXPECT_EQ(names(with(with(ndb, 32 + 12, 0xffffffff), 4096 + 12, 30u << 20)),
            Strings{"/db: has " + std::to_string(size) + " bytes; expected more at 4112"});
}

TEST(RpmDatabase, does_not_read_one_blob_for_every_slot) {
  std::string ndb = test::ndb_database({header("a", 3000)});
  const std::string slot = ndb.substr(32, 16);
  for (std::size_t at = 48; at < 4096; at += 16) ndb.replace(at, 16, slot);
  EXPECT_EQ(names(ndb), Strings{"/db: has headers that are together longer than the file"});
}

TEST(RpmDatabase, believes_no_head_of_berkeley_db) {
  const std::string db = berkeley({header("a")});
  EXPECT_EQ(
      names(with(db, 20, 511)),
      Strings{
          "/db: is damaged on page 0: says that pages have 511 bytes; expected a power of two from 512 to "
          "65536"});
  EXPECT_EQ(
      names(with(db, 20, 1u << 31)),
      Strings{
          "/db: is damaged on page 0: says that pages have 2147483648 bytes; expected a power of two from "
          "512 to 65536"});
  EXPECT_EQ(
      names(with(db, 32, 0xffffffff)),
      Strings{"/db: is damaged on page 0: says that the last page is 4294967295, and the file ends before"});
  std::string other = db;
  other[25] = '\11';
  EXPECT_EQ(names(other), Strings{"/db: is damaged on page 0: is no head of a hash file"});
  other = db;
  other[24] = '\1';
  EXPECT_EQ(names(other), Strings{"/db: is damaged on page 0: says that the file is encrypted"});
  EXPECT_EQ(names(db.substr(0, 60)), Strings{"/db: has 60 bytes; expected more at 0"});
  EXPECT_EQ(names(db.substr(0, db.size() - 1)),
            Strings{"/db: is damaged on page 0: says that the last page is 2, and the file ends before"});
}

TEST(RpmDatabase, looks_at_entries_of_berkeley_db_before_it_reads_them) {
  constexpr std::size_t k_hash = BerkeleyDatabase::k_page;
  const std::string db = berkeley({header("a")});
  const auto error = [&](std::size_t at, std::uint16_t value) {
    std::string changed = db;
    return names(changed.replace(k_hash + at, 2, test::number(value, 2, false)));
  };
  EXPECT_EQ(error(20, 3), Strings{"/db: is damaged on page 1: has a key without its value"});
  EXPECT_EQ(error(20, 65534), Strings{"/db: is damaged on page 1: has more entries than room"});
  EXPECT_EQ(error(26, 512), Strings{"/db: is damaged on page 1: entry 0 is not where entries are"});
  EXPECT_EQ(error(26, 65535), Strings{"/db: is damaged on page 1: entry 0 is not where entries are"});
  EXPECT_EQ(error(26 + 6, 30), Strings{"/db: is damaged on page 1: entry 3 is not where entries are"});
  for (const char* const type : {"\2", "\4", "\0"}) {
    const std::string value = std::string(type, 1) + std::string(11, '\0');
    EXPECT_EQ(names(BerkeleyDatabase().entry(std::string("\1\1\0\0\0", 5)).entry(value).bytes()),
              Strings{"/db: is damaged on page 1: has a value of a kind that no rpm database has"});
  }
  EXPECT_EQ(names(BerkeleyDatabase().entry(std::string("\1\1\0\0\0", 5)).entry("\3short").bytes()),
            Strings{"/db: is damaged on page 1: has a value of a kind that no rpm database has"});
}

TEST(RpmDatabase, follows_pages_of_berkeley_db_no_further_than_the_value_is_long) {
  constexpr std::size_t k_page = BerkeleyDatabase::k_page;
  const std::string db = berkeley({header("a", 1000)});  // on pages 2 to 4
  ASSERT_EQ(names(db), Strings{"a-1"});
  const std::size_t value = db.find(std::string("\3\0\0\0\2", 5));
  ASSERT_NE(value, std::string::npos);
  // A loop.
  EXPECT_EQ(names(with(db, 2 * k_page + 16, 2)),
            Strings{"/db: is damaged on page 2: does not have the part of a value that it should have"});
  EXPECT_EQ(names(with(db, 2 * k_page + 16, 77)),
            Strings{"/db: is damaged on page 77: should go on with a value of 1134 bytes after 486"});
  EXPECT_EQ(names(with(db, 2 * k_page + 16, 1)),
            Strings{"/db: is damaged on page 1: is part of a value, and of another type"});
  EXPECT_EQ(names(with(db, value + 4, 0xffffffff)),
            Strings{"/db: is damaged on page 4294967295: should go on with a value of 1134 bytes after 0"});
  EXPECT_EQ(
      names(with(db, value + 8, 0xffffffff)),
      Strings{
          "/db: is damaged on page 2: should start a value of 4294967295 bytes, for which the file has no "
          "room"});
  EXPECT_EQ(names(with(db, value + 8, 1135)),
            Strings{"/db: is damaged on page 0: should go on with a value of 1135 bytes after 1134"});
  std::string last = db;
  last.replace(4 * k_page + 22, 2, test::number(0, 2, false));
  EXPECT_EQ(names(last),
            Strings{"/db: is damaged on page 4: does not have the part of a value that it should have"});
  last.replace(4 * k_page + 22, 2, test::number(65535, 2, false));
  EXPECT_EQ(names(last),
            Strings{"/db: is damaged on page 4: does not have the part of a value that it should have"});
}

TEST(RpmDatabase, does_not_read_the_same_pages_for_every_key) {
  BerkeleyDatabase database;
  database.package(header("a", 1000));
  const std::string value =
      std::string("\3\0\0\0\2\0\0\0", 8) + test::number(header("a", 1000).size(), 4, false);
  for (int i = 2; i < 10; ++i) database.entry("\1" + test::number(i, 4, false)).entry(value);
  EXPECT_EQ(names(database.bytes()),
            Strings{"/db: is damaged on page 2: should start a value of 1134 bytes, for which "
                    "the file has no room"});
}

TEST(RpmDatabase, no_bytes_end_the_program) {
  std::mt19937 random(1);
  for (const auto& bytes : {berkeley(k_headers), berkeley(k_headers, true), test::ndb_database(k_headers)}) {
    for (std::size_t size = 0; size < bytes.size(); size += 101) names(bytes.substr(0, size));
    for (int i = 0; i < 3000; ++i) {
      std::string changed = bytes;
      for (int j = 0; j < 4; ++j) changed[random() % changed.size()] = static_cast<char>(random());
      names(changed);
    }
  }
}

}  // namespace
}  // namespace pushgate::sbom
