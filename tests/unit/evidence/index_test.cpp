// SPDX-License-Identifier: Apache-2.0
#include "evidence/index.hpp"

#include <gtest/gtest.h>

#include "unit/evidence/examples.hpp"

namespace pushgate::evidence {
namespace {

IndexDocument example() {
  return {
      "oci:build/app:all",
      digest_of('a'),
      {{"linux/amd64", digest_of('b'), digest_of('c')}, {"linux/arm/v7", digest_of('d'), digest_of('e')}}};
}

std::string error(const std::string& from, const std::string& to) {
  return error_of(read_index(with(write_index(example()), from, to), "e.json"));
}

TEST(IndexFile, what_is_written_is_read_back_equal) {
  const std::string bytes = write_index(example());
  EXPECT_TRUE(bytes.starts_with(
      "{\n  \"schema\": \"pushgate.index-evidence/v1\",\n  \"name\": \"oci:build/app:all\",\n"));
  const auto read = read_index(bytes, "evidence.json");
  ASSERT_TRUE(read) << read.error().render();
  EXPECT_EQ(read->digest, digest_of('a'));
  ASSERT_EQ(read->platforms.size(), 2u);
  EXPECT_EQ(read->platforms[1].platform, "linux/arm/v7");
  EXPECT_EQ(read->platforms[1].digest, digest_of('d'));
  EXPECT_EQ(read->platforms[1].evidence, digest_of('e'));
  EXPECT_EQ(write_index(*read), bytes);
}

TEST(IndexFile, a_platform_is_there_once_under_a_name_that_a_folder_may_have) {
  const std::string wrong = "pushgate: error: e.json: platforms[1]: member \"platform\" is ";
  const std::string expected = "; expected each platform once, as OS/ARCHITECTURE\n";
  for (const std::string name : {"linux/amd64", "linux-amd64", "linux", "..", "", "linux/a\\u0000b"})
    EXPECT_TRUE(error("linux/arm/v7", name).starts_with(wrong)) << name;
  // Two names of one folder.
  EXPECT_EQ(error("linux/arm/v7", "linux/amd64"), wrong + "'linux/amd64'" + expected);
  EXPECT_EQ(error_of(read_index(with(with(write_index(example()), "linux/amd64", "linux/arm-v7"), "x", "x"),
                                "e.json")),
            wrong + "'linux/arm/v7'" + expected);
}

TEST(IndexFile, every_error_names_the_member) {
  EXPECT_EQ(error("\"evidence\": \"sha256:ee", "\"evidence\": \"sha256:e"),
            "pushgate: error: e.json: platforms[1]: member \"evidence\" is 'sha256:" + std::string(63, 'e') +
                "'; expected sha256:<64 hex digits>\n");
  EXPECT_EQ(
      error("\"name\"", "\"nome\""),
      "pushgate: error: e.json: member \"nome\" is not known; expected schema, name, digest, platforms\n");
  IndexDocument none = example();
  none.platforms.clear();
  EXPECT_EQ(error_of(read_index(write_index(none), "e.json")),
            "pushgate: error: e.json: has 0 platforms; expected 1 to 64\n");
}

TEST(PlatformFolder, slashes_become_dashes) {
  EXPECT_EQ(platform_folder("linux/arm/v7").value(), "linux-arm-v7");
  EXPECT_EQ(platform_folder("../etc").value(), "..-etc");
  EXPECT_FALSE(platform_folder("linux"));
  EXPECT_FALSE(platform_folder("linux/\x1b[2J"));
  EXPECT_FALSE(platform_folder("linux/" + std::string(200, 'a')));
}

}  // namespace
}  // namespace pushgate::evidence
