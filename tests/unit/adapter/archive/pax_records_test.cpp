// SPDX-License-Identifier: Apache-2.0
#include "adapter/archive/pax_records.hpp"

#include <gtest/gtest.h>

#include "support/tar_builder.hpp"

namespace pushgate::archive {
namespace {

using test::pax_record;

std::string problem(std::string_view body) {
  const auto fields = parse_pax(body);
  return fields ? "none" : fields.error().what;
}

TEST(PaxRecords, are_read) {
  const auto fields =
      parse_pax(pax_record("path", "a\nb=c") + pax_record("size", "12") + pax_record("uid", "0") +
                pax_record("gid", "7") + pax_record("linkpath", "t") + pax_record("vendor.x", ""));
  ASSERT_TRUE(fields);
  EXPECT_EQ(fields->path, "a\nb=c");
  EXPECT_EQ(fields->size, 12u);
  EXPECT_EQ(fields->uid, 0u);
  EXPECT_EQ(fields->gid, 7u);
  EXPECT_EQ(fields->link, "t");
  EXPECT_TRUE(parse_pax(""));
}

TEST(PaxRecords, malformed) {
  const std::string start = "its PAX header is malformed: ";
  EXPECT_EQ(problem("path=x\n"), start + "a record does not begin with its length");
  EXPECT_EQ(problem("+9 path=x\n"), start + "a record does not begin with its length");
  EXPECT_EQ(problem("010 path=x\n"), start + "a record does not begin with its length");
  EXPECT_EQ(problem("99999999999999999999999 path=x\n"), start + "a record does not begin with its length");
  EXPECT_EQ(problem("11 path=x\n"), start + "a record says it has 11 bytes, but 10 are left");
  EXPECT_EQ(problem("2 path=x\n"), start + "a record says it has 2 bytes, but 9 are left");
  EXPECT_EQ(problem("8 path=x\n"), start + "a record does not end where it says");
  EXPECT_EQ(problem("8 pathx\n"), start + "a record has no keyword");
  EXPECT_EQ(problem(pax_record("", "x")), start + "a record has no keyword");
  EXPECT_EQ(problem(pax_record(std::string_view("a\0b", 3), "x")), start + "a keyword holds a NUL byte");
}

TEST(PaxRecords, contradictions) {
  EXPECT_EQ(problem(pax_record("path", "a") + pax_record("path", "b")),
            "its PAX header has two records 'path'");
  EXPECT_EQ(problem(pax_record("size", "1") + pax_record("size", "1")),
            "its PAX header has two records 'size'");
  EXPECT_EQ(problem(pax_record("linkpath", "")), "its PAX header has an empty 'linkpath'");
  EXPECT_EQ(problem(pax_record("path", std::string_view("a\0b", 3))),
            "its PAX header has a NUL byte in 'path'");
}

TEST(PaxRecords, numbers) {
  for (const auto* text :
       {"", "-1", "+1", " 1", "1 ", "0x1", "1.5", "9223372036854775808", "99999999999999999999"})
    EXPECT_EQ(problem(pax_record("size", text)), "its PAX header has a bad 'size'; expected a decimal number")
        << text;
  EXPECT_EQ(problem(pax_record("uid", "4294967296")),
            "its PAX header has a bad 'uid'; expected a decimal number");
  EXPECT_EQ(problem(pax_record("gid", "root")), "its PAX header has a bad 'gid'; expected a decimal number");
}

TEST(PaxRecords, times) {
  for (const auto* text : {"0", "-1", "1.5", "-12.000000001", "1."})
    EXPECT_EQ(problem(pax_record("mtime", text)), "none") << text;
  EXPECT_EQ(parse_pax(pax_record("mtime", "-12.9"))->mtime, -12);
  EXPECT_EQ(parse_pax(pax_record("mtime", "5000000000.5") + pax_record("atime", "1"))->mtime, 5'000'000'000);
  for (const auto* text : {"", "-", "now", "1.x", "1.5.5"})
    EXPECT_EQ(problem(pax_record("mtime", text)), "its PAX header has a bad 'mtime'; expected seconds")
        << text;
}

TEST(PaxRecords, sparse_files_in_every_version) {
  for (const auto* key : {"GNU.sparse.size", "GNU.sparse.major", "GNU.sparse.name", "SCHILY.realsize"})
    EXPECT_EQ(problem(pax_record(key, "1")), "it is a sparse file, which pushgate does not read") << key;
}

}  // namespace
}  // namespace pushgate::archive
