// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <sqlite3.h>

#include <fstream>
#include <random>
#include <set>

#include "audit/sqlite_records.hpp"
#include "unit/audit/sample_records.hpp"

namespace pushgate::audit {

namespace {

using testing::HasSubstr;

void execute(const std::string& file, const std::string& statements) {
  sqlite3* database = nullptr;
  ASSERT_EQ(sqlite3_open(file.c_str(), &database), SQLITE_OK);
  EXPECT_EQ(sqlite3_exec(database, statements.c_str(), nullptr, nullptr, nullptr), SQLITE_OK);
  sqlite3_close(database);
}

std::string bytes_of(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

void write(const std::string& file, const std::string& bytes) {
  std::ofstream(file, std::ios::binary | std::ios::trunc) << bytes;
}

class DamagedDatabaseTest : public testing::Test {
 protected:
  void SetUp() override {
    const auto records = open_records_for_import(m_file).value();
    for (int i = 1; i <= 40; ++i) {
      Record one = record(static_cast<std::uint8_t>(i), package("xz", "5.6." + std::to_string(i)));
      one.findings = {finding("vuln/CVE-" + std::to_string(i))};
      ASSERT_TRUE(records->add(one));
    }
    records->settle();
  }

  std::string refusal() {
    const auto opened = open_records(m_file);
    if (!opened) return opened.error().render();
    const auto answer = (*opened)->find({});
    return answer ? "" : answer.error().render();
  }

  TestFolder m_folder;
  const std::string m_file = m_folder / "audit.db";
};

TEST_F(DamagedDatabaseTest, WhatIsMissingIsNotMade) {
  const auto opened = open_records(m_folder / "none.db");
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, ErrorCode::misuse);
  EXPECT_EQ(opened.error().what, "does not exist");
  EXPECT_FALSE(std::filesystem::exists(m_folder / "none.db"));
}

TEST_F(DamagedDatabaseTest, OtherFilesAreRefusedAndStayAsTheyAre) {
  write(m_file, std::string(5000, 'x'));
  for (const auto open : {open_records, open_records_for_import}) {
    const auto opened = open(m_file);
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, ErrorCode::misuse);
    EXPECT_EQ(opened.error().what, "is no SQLite database");
  }
  EXPECT_EQ(bytes_of(m_file), std::string(5000, 'x'));
}

TEST_F(DamagedDatabaseTest, OtherProgramsDatabasesAreRefusedAndStayAsTheyAre) {
  const std::string other = m_folder / "other.db";
  execute(other, "CREATE TABLE bookmarks(url)");
  const std::string before = bytes_of(other);
  for (const auto open : {open_records, open_records_for_import}) {
    const auto opened = open(other);
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, ErrorCode::misuse);
    EXPECT_EQ(opened.error().what, "is a database of another program; expected one that `audit import` made");
  }
  EXPECT_EQ(bytes_of(other), before);
}

TEST_F(DamagedDatabaseTest, ANewerFormIsRefused) {
  execute(m_file, "PRAGMA user_version = 3");
  EXPECT_EQ(refusal(), "pushgate: error: " + m_file +
                           ": has form 3; this pushgate knows form 2\n"
                           "  hint: a newer pushgate made it: use that one\n");
}

TEST_F(DamagedDatabaseTest, TablesOfOthersAreRefused) {
  const std::string whole = bytes_of(m_file);
  for (const char* statement :
       {"CREATE TABLE z(a)", "CREATE VIEW z AS SELECT 1",
        "CREATE TRIGGER z AFTER INSERT ON document BEGIN DELETE FROM document; END"}) {
    write(m_file, whole);
    execute(m_file, statement);
    EXPECT_THAT(refusal(), HasSubstr("has tables that `audit import` does not make"));
  }
}

TEST_F(DamagedDatabaseTest, CutOffAnywhereItIsRefused) {
  const std::string whole = bytes_of(m_file);
  for (std::size_t size = 1; size < whole.size(); size += 1021) {
    write(m_file, whole.substr(0, size));
    EXPECT_NE(refusal(), "") << size << " of " << whole.size();
    EXPECT_FALSE(open_records_for_import(m_file)) << size;
    EXPECT_EQ(bytes_of(m_file).size(), size) << "it was written to";
  }
  write(m_file, whole.substr(0, whole.size() - 1));
  EXPECT_THAT(refusal(), HasSubstr(": was cut off: it has "));
}

/// What stands beside the file of a program that was killed: the bytes of both as they were then.
class KilledTest : public DamagedDatabaseTest {
 protected:
  /// The file and its companion in the middle of a change by that statement.
  void change(const char* mode, const char* statement, const std::string& companion) {
    sqlite3* database = nullptr;
    ASSERT_EQ(sqlite3_open(m_file.c_str(), &database), SQLITE_OK);
    const std::string begin = std::string(mode) + "; PRAGMA cache_size = 1; PRAGMA cache_spill = 1; BEGIN";
    ASSERT_EQ(sqlite3_exec(database, begin.c_str(), nullptr, nullptr, nullptr), SQLITE_OK);
    ASSERT_EQ(sqlite3_exec(database, statement, nullptr, nullptr, nullptr), SQLITE_OK);
    if (companion == "-wal") {
      ASSERT_EQ(sqlite3_exec(database, "COMMIT", nullptr, nullptr, nullptr), SQLITE_OK);
    }
    m_left = bytes_of(m_file);
    m_beside = bytes_of(m_file + companion);
    sqlite3_close(database);
    ASSERT_GT(m_beside.size(), 512u);
  }

  std::size_t documents() {
    const auto opened = open_records(m_file);
    if (!opened) return 0;
    EXPECT_TRUE((*opened)->check());
    const auto answer = (*opened)->find({});
    return answer ? answer->matches.size() : 0;
  }

  std::string m_left;
  std::string m_beside;
};

TEST_F(KilledTest, AJournalThatWasLeftIsUndoneByWhoeverReads) {
  change("PRAGMA journal_mode = DELETE", "UPDATE document SET source = hex(randomblob(9000)), packages = x''",
         "-journal");
  write(m_file, m_left);
  write(m_file + "-journal", m_beside);
  EXPECT_EQ(documents(), 40u);
  EXPECT_FALSE(std::filesystem::exists(m_file + "-journal"));
}

TEST_F(KilledTest, ALogThatWasCutOffAnywhereIsTheOldOrTheNew) {
  change("PRAGMA journal_mode = WAL", "UPDATE document SET service = 'new'", "-wal");
  std::set<std::string> services;
  for (std::size_t size = 0; size <= m_beside.size(); size += size + 509 < m_beside.size() ? 509 : 1) {
    std::filesystem::remove(m_file + "-shm");
    write(m_file, m_left);
    write(m_file + "-wal", m_beside.substr(0, size));
    const auto records = open_records(m_file).value();
    EXPECT_TRUE(records->check()) << size;
    const Answer answer = records->find({}).value();
    ASSERT_EQ(answer.matches.size(), 40u) << size;
    for (const Match& match : answer.matches)
      ASSERT_EQ(match.document.service, answer.matches[0].document.service) << "half of it, at " << size;
    services.insert(answer.matches[0].document.service);
    if (size == m_beside.size()) break;
  }
  EXPECT_EQ(services, (std::set<std::string>{"api", "new"}));
}

TEST_F(DamagedDatabaseTest, ChangedBytesNeverCrash) {
  const std::string whole = bytes_of(m_file);
  std::mt19937 random(7);
  for (int round = 0; round < 300; ++round) {
    std::string changed = whole;
    for (int i = 0; i < 8; ++i) changed[random() % changed.size()] = static_cast<char>(random());
    write(m_file, changed);
    const auto opened = open_records(m_file);
    if (!opened) continue;
    Query query;
    query.rule = "vuln/CVE-3";
    query.packages.emplace();
    if (const auto packages = (*opened)->packages_by(KeyKind::license, "mit"))
      for (const auto& one : *packages) query.packages->push_back(one.id);
    (void)(*opened)->find(query);
    (void)(*opened)->find({});
    (void)(*opened)->totals();
    (void)(*opened)->check();
  }
}

TEST_F(DamagedDatabaseTest, MissingRowsAreFoundByTheCheck) {
  const std::string whole = bytes_of(m_file);
  for (const auto& [change, what] : {
           std::pair("DELETE FROM package WHERE id = 3", "rows of package are missing"),
           std::pair("DELETE FROM package WHERE id = 40", "rows name others that are missing"),
           std::pair("DELETE FROM finding WHERE id = 40", "a document names rows that are missing"),
           std::pair("DELETE FROM place", "a document names rows that are missing"),
           std::pair("DELETE FROM layer WHERE id = 2", "rows name others that are missing"),
           std::pair("UPDATE package_key SET package = 99 WHERE package = 3",
                     "rows name others that are missing"),
           std::pair("UPDATE document SET packages = x'' WHERE id = 3",
                     "the packages of a document are not those that it had"),
           std::pair("UPDATE document SET findings = x'80' WHERE id = 3",
                     "what a document holds cannot be read"),
       }) {
    write(m_file, whole);
    execute(m_file, change);
    const auto checked = open_records(m_file).value()->check();
    ASSERT_FALSE(checked) << change;
    EXPECT_EQ(checked.error().code, ErrorCode::unchecked);
    EXPECT_EQ(checked.error().what, std::string("is damaged: ") + what) << change;
  }
}

TEST_F(DamagedDatabaseTest, AQuestionNeverPassesOverWhatADocumentHasLost) {
  const std::string whole = bytes_of(m_file);
  for (const auto& [change, what] : {
           std::pair("UPDATE document SET packages = x'' WHERE id = 3",
                     "the packages of a document are not those that it had"),
           std::pair("UPDATE document SET findings = x'80' WHERE id = 3",
                     "the findings of a document are none"),
           std::pair("UPDATE document SET layers = x'80' WHERE id = 3", "the layers of a document are none"),
       }) {
    write(m_file, whole);
    execute(m_file, change);
    const auto records = open_records(m_file).value();
    Query query;
    if (std::string_view(change).find("packages") != std::string_view::npos) query.packages = {1};
    if (std::string_view(change).find("findings") != std::string_view::npos) query.rule = "vuln/CVE-3";
    if (std::string_view(change).find("layers") != std::string_view::npos) query.layer = digest(100);
    const auto answer = records->find(query);
    ASSERT_FALSE(answer) << change;
    EXPECT_EQ(answer.error().what, std::string("is damaged: ") + what);
  }
}

TEST_F(DamagedDatabaseTest, MissingDocumentsAreNeverPassedOver) {
  execute(m_file, "DELETE FROM document WHERE id = 3");
  EXPECT_THAT(refusal(), HasSubstr("is damaged: documents are missing"));
}

}  // namespace

}  // namespace pushgate::audit
