// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "support/zip_builder.hpp"
#include "zip_listing.hpp"

namespace pushgate::archive {
namespace {

using test::zip;
using test::ZipPart;

const std::string k_long(50'000, 'l');

std::vector<ZipPart> every_kind() {
  return {
      {.name = "folder/"},
      {.name = "stored", .content = "abc"},
      {.name = "folder/deflated", .content = k_long, .deflated = true},
      {.name = "streamed", .content = "xyz", .deflated = true, .streamed = true},
      {.name = "large", .content = "64", .zip64 = true},
      {.name = "large and streamed", .content = k_long, .deflated = true, .zip64 = true, .streamed = true},
      {.name = "empty"}};
}

const Strings k_every_content = {"folder/=",     "stored=abc", "folder/deflated=" + k_long,
                                 "streamed=xyz", "large=64",   "large and streamed=" + k_long,
                                 "empty="};

TEST(ZipReader, reads_every_form_that_writers_make) {
  EXPECT_EQ(contents(zip(every_kind())), k_every_content);
  EXPECT_EQ(oddities(zip(every_kind())), Strings{});
  EXPECT_EQ(contents(zip(every_kind(), {.comment = "a comment", .zip64 = true})), k_every_content);
  EXPECT_EQ(oddities(zip(every_kind(), {.comment = "a comment", .zip64 = true})), Strings{});
  EXPECT_EQ(contents(zip({})), Strings{});
  EXPECT_EQ(oddities(zip({}, {.comment = std::string(65535, 'c')})), Strings{});
}

TEST(ZipReader, reads_descriptors_in_all_four_forms) {
  const std::string crc = test::zip_bytes(0x352441c2, 4);  // of abc
  const std::string n4 = test::zip_bytes(3, 4);
  const std::string n8 = test::zip_bytes(3, 8);
  for (const std::string& form :
       {"PK\x07\x08" + crc + n4 + n4, "PK\x07\x08" + crc + n8 + n8, crc + n4 + n4, crc + n8 + n8}) {
    const std::string bytes =
        zip({{.name = "a", .content = "abc", .streamed = true, .descriptor = form}, {.name = "b"}});
    EXPECT_EQ(contents(bytes), (Strings{"a=abc", "b="}));
    EXPECT_EQ(oddities(bytes), Strings{});
  }
  EXPECT_EQ(
      oddities(zip({{.name = "a", .content = "abc", .streamed = true, .descriptor = ""}, {.name = "b"}})),
      Strings{"zip/descriptor [a] the record behind its content is missing, or disagrees with the "
              "directory"});
}

TEST(ZipReader, reads_archives_that_run_themselves) {
  const std::string script = "#!/bin/sh\nexec java -jar \"$0\"\n";
  for (const bool counts : {false, true}) {
    for (const bool zip64 : {false, true}) {
      const std::string bytes =
          zip(every_kind(), {.prefix = script, .prefix_counts = counts, .zip64 = zip64});
      EXPECT_EQ(contents(bytes), k_every_content);
      EXPECT_EQ(oddities(bytes), Strings{"zip/prefix [] 30 bytes in front of the first member"});
    }
  }
}

TEST(ZipReader, a_stored_member_is_read_where_it_lies) {
  const std::string bytes = zip({{.name = "a", .content = "0123456789"}, {.name = "b", .content = "b"}});
  const MemoryFile file(bytes);
  const auto directory = read_zip_directory(file, "z");
  ASSERT_TRUE(directory);
  const StoredMember member(file, directory->members[0]);
  EXPECT_EQ(member.size(), 10u);
  std::string buffer(20, '-');
  const auto into = std::span(reinterpret_cast<std::uint8_t*>(buffer.data()), buffer.size());
  EXPECT_EQ(member.read_at(7, into).value(), 3u);
  EXPECT_EQ(buffer.substr(0, 4), "789-");
  EXPECT_EQ(member.read_at(10, into).value(), 0u);
  EXPECT_EQ(member.read_at(UINT64_MAX, into).value(), 0u);
  EXPECT_EQ(member.read_at(2, into.first(3)).value(), 3u);
  EXPECT_EQ(buffer.substr(0, 4), "234-");
}

TEST(ZipReader, says_what_of_a_content_is_wrong) {
  const std::string good = test::zip_bytes(0, 0);
  const struct {
    ZipPart part;
    std::string said;
  } cases[] = {
      {{.name = "a", .content = "abc", .crc = 1}, "a: is corrupt: its CRC-32 is 352441c2; expected 00000001"},
      {{.name = "a", .content = "abc", .deflated = true, .size = 2},
       "a: unpacks to more than the 2 bytes that it is said to have"},
      {{.name = "a", .content = "abc", .deflated = true, .size = 4}, "a: unpacks to 3 bytes; expected 4"},
      {{.name = "a", .content = "abc", .deflated = true, .packed = "\x07"}, "a: is no sound DEFLATE stream"},
      {{.name = "a", .content = "", .deflated = true, .packed = ""}, "a: its DEFLATE stream is cut short"},
      {{.name = "a", .content = "abc", .flags = 1}, "a: is encrypted"},
      {{.name = "a", .content = "abc", .method = 14},
       "a: is packed by method 14; expected 0 (stored) or 8 (DEFLATE)"},
      {{.name = "a", .content = std::string((1u << 20) + 1, 'x'), .deflated = true},
       "a: has 1048577 bytes; expected at most 1048576"},
  };
  for (const auto& [part, said] : cases) EXPECT_EQ(contents(zip({part})), Strings{said});
}

TEST(ZipReader, keeps_the_mode_of_unix_writers) {
  const std::string bytes = zip({{.name = "a", .mode = 0100755}});
  EXPECT_EQ(read_zip_directory(MemoryFile(bytes), "z")->members[0].mode, 0100755u);
}

}  // namespace
}  // namespace pushgate::archive
