// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include <fstream>
#include <thread>

#include "audit/sqlite_records.hpp"
#include "unit/audit/sample_records.hpp"

namespace pushgate::audit {

namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

class RecordsTest : public testing::Test {
 protected:
  void SetUp() override { m_records = open_records_for_import(m_file).value(); }

  std::vector<std::int64_t> ids(KeyKind kind, const std::string& text) {
    std::vector<std::int64_t> out;
    const auto packages = m_records->packages_by(kind, text).value();
    for (const auto& one : packages) out.push_back(one.id);
    return out;
  }

  /// The first byte of the documents that answer, in their order.
  std::vector<int> found(const Query& query) {
    std::vector<int> out;
    const Answer answer = m_records->find(query).value();
    for (const auto& match : answer.matches) out.push_back(match.document.sha256.bytes()[0]);
    return out;
  }

  TestFolder m_folder;
  const std::string m_file = m_folder / "sub/audit.db";
  std::unique_ptr<Records> m_records;
};

TEST_F(RecordsTest, WhatWasAddedIsReadBack) {
  Record added = record(1, package("xz", "5.6.1", digest(100)));
  added.findings = {finding("vuln/CVE-2024-3094")};
  added.findings[0].waived_because = "not reachable";
  added.findings[0].waived_by = "ann";
  added.findings[0].waived_until = Date(std::chrono::year(2028) / 2 / 29);
  EXPECT_EQ(m_records->add(added).value(), Added::added);

  Query query;
  query.packages = ids(KeyKind::name, "xz");
  query.rule = "vuln/cve-2024-3094";
  const Answer answer = m_records->find(query).value();
  ASSERT_THAT(answer.matches, SizeIs(1));
  const Match& match = answer.matches[0];
  EXPECT_EQ(match.document.name, "app");
  EXPECT_EQ(match.document.tag, "v1");
  EXPECT_EQ(match.document.digest, digest(1, 1));
  EXPECT_EQ(match.document.service, "api");
  EXPECT_EQ(format_rfc3339(*match.document.at), "2026-03-01T00:00:00Z");
  EXPECT_EQ(match.document.verdict, model::Verdict::pass);
  EXPECT_EQ(match.document.policy, digest(9));
  EXPECT_EQ(match.document.packages, 1u);
  ASSERT_THAT(match.packages, SizeIs(1));
  EXPECT_EQ(answer.packages[match.packages[0]].layer, digest(100));
  EXPECT_EQ(answer.packages[match.packages[0]].of_base, true);
  ASSERT_THAT(match.findings, SizeIs(1));
  EXPECT_EQ(answer.findings[match.findings[0]].rule, "vuln/CVE-2024-3094");
  EXPECT_EQ(answer.findings[match.findings[0]].waived_by, "ann");
  EXPECT_EQ(format_date(*answer.findings[match.findings[0]].waived_until), "2028-02-29");
}

TEST_F(RecordsTest, TheSameAgainIsNoSecondRecordAndChangedOnesStandBeside) {
  EXPECT_EQ(m_records->add(record(1, package("xz", "5.6.1"))).value(), Added::added);
  EXPECT_EQ(m_records->add(record(1, package("xz", "5.6.1"))).value(), Added::known);
  Record changed = record(2, package("xz", "5.6.2"));
  changed.document.digest = digest(1, 1);
  EXPECT_EQ(m_records->add(changed).value(), Added::added);
  const Totals totals = m_records->totals().value();
  EXPECT_EQ(totals.documents, 2u);
  EXPECT_EQ(totals.images, 1u);
}

TEST_F(RecordsTest, ASignerIsAddedWhereNoneWasKnownAndNotChanged) {
  Record one = record(1, package("xz", "5.6.1"));
  ASSERT_TRUE(m_records->add(one));
  one.document.signer = "release";
  EXPECT_EQ(m_records->add(one).value(), Added::signer_added);
  one.document.signer = "other";
  EXPECT_EQ(m_records->add(one).value(), Added::known);
  Query query;
  query.signer = "release";
  EXPECT_THAT(found(query), ElementsAre(1));
}

TEST_F(RecordsTest, EveryConditionCounts) {
  ASSERT_TRUE(m_records->add(record(1, package("xz", "5.6.1", digest(100)), 1)));
  ASSERT_TRUE(m_records->add(record(2, package("xz", "5.6.1"), 15)));
  Record third = record(3, package("bash", "5.2"), 31);
  third.document.service = "web";
  third.document.verdict = model::Verdict::deny;
  third.layers.clear();
  third.findings = {finding("vuln/CVE-1")};
  ASSERT_TRUE(m_records->add(third));

  EXPECT_THAT(found({}), ElementsAre(1, 2, 3));
  Query query;
  query.packages = ids(KeyKind::name, "xz");
  EXPECT_THAT(found(query), ElementsAre(1, 2));
  query.layer = digest(100);
  EXPECT_THAT(found(query), ElementsAre(1));
  query.layer = digest(101);  // the blob of that layer
  EXPECT_THAT(found(query), ElementsAre(1));
  query.packages.reset();
  EXPECT_THAT(found(query), ElementsAre(1, 2));
  query.layer = digest(102);
  EXPECT_THAT(found(query), IsEmpty());
  query = {};
  query.packages = std::vector<std::int64_t>();
  EXPECT_THAT(found(query), IsEmpty());
  query = {};
  query.rule = "vuln/CVE-1";
  EXPECT_THAT(found(query), ElementsAre(3));
  query.packages = ids(KeyKind::name, "xz");
  EXPECT_THAT(found(query), IsEmpty());
  query = {};
  query.service = "web";
  EXPECT_THAT(found(query), ElementsAre(3));
  query = {};
  query.verdict = model::Verdict::pass;
  EXPECT_THAT(found(query), ElementsAre(1, 2));
  query = {};
  query.since = Time(Date(std::chrono::year(2026) / 3 / 15));
  EXPECT_THAT(found(query), ElementsAre(2, 3));
  query.before = Time(Date(std::chrono::year(2026) / 3 / 31));
  EXPECT_THAT(found(query), ElementsAre(2));
}

TEST_F(RecordsTest, WhatHasNoTimeIsCountedWhereATimeIsAskedFor) {
  Record one = record(1, package("xz", "5.6.1"));
  one.document.at.reset();
  ASSERT_TRUE(m_records->add(one));
  EXPECT_THAT(found({}), ElementsAre(1));
  Query query;
  query.since = Time(Date(std::chrono::year(2026) / 3 / 1));
  const Answer answer = m_records->find(query).value();
  EXPECT_THAT(answer.matches, IsEmpty());
  EXPECT_EQ(answer.undated, 1u);
}

TEST_F(RecordsTest, PackagesAreFoundInEveryBlock) {
  for (int i = 1; i <= 200; ++i) {
    const auto number = static_cast<std::uint8_t>(i);
    ASSERT_TRUE(m_records->add(record(number, package("xz", i % 100 == 0 ? "5.6.1" : "5.4.0"))));
  }
  Query query;
  const auto packages = m_records->packages_by(KeyKind::purl, "pkg:deb/debian/xz").value();
  for (const auto& one : packages) {
    if (one.version == "5.6.1") query.packages = std::vector{one.id};
  }
  EXPECT_THAT(found(query), ElementsAre(100, 200));
  query.packages = ids(KeyKind::license, "mit");
  EXPECT_THAT(found(query), SizeIs(200));
  EXPECT_TRUE(m_records->check());
}

TEST_F(RecordsTest, PackagesAreCountedOverTheDocumentsThatAnswer) {
  ASSERT_TRUE(m_records->add(record(1, package("xz", "5.6.1", digest(100)), 1)));
  ASSERT_TRUE(m_records->add(record(2, package("xz", "5.6.1"), 15)));
  Record third = record(3, package("xz", "5.6.1"), 20);
  third.packages.push_back(package("bash", "5.2", digest(100)));
  third.packages.push_back(package("bash", "5.2", digest(110)));
  third.document.at.reset();
  ASSERT_TRUE(m_records->add(third));

  const auto counted = [this](const Query& query) {
    std::vector<std::string> out;
    const PackageUses uses = m_records->count_packages(query).value();
    for (const auto& [one, documents, first, last] : uses.packages)
      out.push_back(one.name + " " + std::to_string(documents) + " " +
                    (first ? format_date(std::chrono::floor<std::chrono::days>(*first)) : "-") + " " +
                    (last ? format_date(std::chrono::floor<std::chrono::days>(*last)) : "-"));
    out.push_back(std::to_string(uses.matches) + " and " + std::to_string(uses.undated));
    return out;
  };
  EXPECT_THAT(counted({}), ElementsAre("bash 1 - -", "xz 3 2026-03-01 2026-03-15", "3 and 0"));
  Query query;
  query.packages = ids(KeyKind::name, "bash");
  EXPECT_THAT(counted(query), ElementsAre("bash 1 - -", "1 and 0"));
  query = {};
  query.since = Time(Date(std::chrono::year(2026) / 3 / 15));
  EXPECT_THAT(counted(query), ElementsAre("xz 1 2026-03-15 2026-03-15", "1 and 1"));
  query = {};
  query.layer = digest(100);
  EXPECT_THAT(counted(query), ElementsAre("bash 1 - -", "xz 1 2026-03-01 2026-03-01", "3 and 0"));
}

TEST_F(RecordsTest, APackageIsKnownByTheNamesOfEveryDocument) {
  ASSERT_TRUE(m_records->add(record(1, package("liblzma5", "5.6.1"))));
  Record second = record(2, package("liblzma5", "5.6.1"));
  second.packages[0].keys.push_back({KeyKind::name, "xz", "5.6.1-1"});
  ASSERT_TRUE(m_records->add(second));
  Query query;
  query.packages = ids(KeyKind::name, "xz");
  EXPECT_THAT(found(query), ElementsAre(1, 2));
  EXPECT_EQ(m_records->totals().value().packages, 1u);
}

TEST_F(RecordsTest, AFindingOfTwoPlacesIsWaivedOnlyWhereBothAre) {
  Record one = record(1, package("xz", "5.6.1"));
  one.findings = {finding("vuln/CVE-1"), finding("vuln/CVE-1")};
  one.findings[0].waived_until = Date(std::chrono::year(2027) / 1 / 1);
  ASSERT_TRUE(m_records->add(one));
  Query query;
  query.rule = "vuln/CVE-1";
  const Answer answer = m_records->find(query).value();
  ASSERT_THAT(answer.matches, SizeIs(1));
  ASSERT_THAT(answer.matches[0].findings, SizeIs(1));
  EXPECT_FALSE(answer.findings[answer.matches[0].findings[0]].waived_until);
}

TEST_F(RecordsTest, TextsAreNeverStatements) {
  const std::string hostile = "x'); DROP TABLE document; --";
  Record one = record(1, package(hostile, "1"));
  one.document.service = hostile;
  ASSERT_TRUE(m_records->add(one));
  Query query;
  query.packages = ids(KeyKind::name, hostile);
  query.service = hostile;
  EXPECT_THAT(found(query), ElementsAre(1));
}

TEST_F(RecordsTest, TwoThatAddAtOnceLoseNothing) {
  const auto import = [this](int from) {
    const auto records = open_records_for_import(m_file).value();
    for (int i = from; i < from + 60; ++i)
      ASSERT_TRUE(records->add(record(static_cast<std::uint8_t>(i), package("xz", std::to_string(i % 7)))));
    records->settle();
  };
  m_records.reset();
  std::thread first(import, 1);
  std::thread second(import, 31);
  first.join();
  second.join();
  const auto records = open_records(m_file).value();
  EXPECT_EQ(records->totals().value().documents, 90u);
  EXPECT_EQ(records->totals().value().packages, 7u);
  EXPECT_TRUE(records->check());
}

TEST_F(RecordsTest, AfterwardsThereIsOneFile) {
  ASSERT_TRUE(m_records->add(record(1, package("xz", "5.6.1"))));
  m_records->settle();
  m_records.reset();
  EXPECT_FALSE(std::filesystem::exists(m_file + "-wal"));
  EXPECT_FALSE(std::filesystem::exists(m_file + "-shm"));
  std::ifstream file(m_file, std::ios::binary);
  std::string head(20, '\0');
  file.read(head.data(), 20);
  EXPECT_EQ(head[18], 1) << "not in the mode that needs other files beside it";
}

}  // namespace

}  // namespace pushgate::audit
