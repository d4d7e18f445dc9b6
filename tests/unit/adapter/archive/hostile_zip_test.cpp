// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "support/zip_builder.hpp"
#include "zip_listing.hpp"

namespace pushgate::archive {
namespace {

using test::zip;
using test::zip_bytes;
using test::ZipPart;
using test::ZipShape;

TEST(HostileZip, names_the_oddities_of_members) {
  const std::string nul("a\0b", 3);
  const struct {
    std::vector<ZipPart> parts;
    Strings odd;
  } cases[] = {
      {{{.name = "a", .content = "abc", .local_name = "b"}},
       {"!zip/local-differs [a] its name is 'b' in its header, and 'a' in the directory"}},
      {{{.name = "a", .content = "abc", .local_method = 8}},
       {"!zip/local-differs [a] its method is '8' in its header, and '0' in the directory"}},
      {{{.name = "a", .content = "abc", .local_size = 2}},
       {"!zip/local-differs [a] its size is '2' in its header, and '3' in the directory"}},
      {{{.name = "a", .content = "abc", .local_crc = 7}},
       {"!zip/local-differs [a] its CRC-32 is '7' in its header, and '891568578' in the directory"}},
      {{{.name = "a", .content = "abc", .local_flags = 1}},
       {"!zip/local-differs [a] its flags is '1' in its header, and '0' in the directory"}},
      {{{.name = "a", .content = "abc", .zip64 = true, .local_size = 2}},
       {"!zip/local-differs [a] its size is '2' in its header, and '3' in the directory"}},
      {{{.name = "a", .content = "abc"}, {.name = "b", .content = "abc", .offset = 0}},
       {"!zip/overlap [b] begins at 0, inside 'a'",
        "zip/gap [] the bytes from 34 to 68 belong to no member"}},
      {{{.name = "a", .content = "abc", .offset = 5}},
       {"!zip/truncated [a] there is no header of a member at 5",
        "zip/gap [] the bytes from 6 to 34 belong to no member",
        "zip/prefix [] 5 bytes in front of the first member"}},
      {{{.name = "a", .offset = 4000}},
       {"!zip/truncated [a] it is said to be at 4000, and the directory begins at 31",
        "zip/prefix [] 31 bytes in front of the first member"}},
      {{{.name = "a", .content = "abc", .size = 4}},
       {"!zip/size [a] it is stored as 3 bytes, and said to have 4"}},
      {{{.name = "a"}, {.name = "b"}, {.name = "a"}},
       {"zip/duplicate [a] more than one member has this name"}},
      {{{.name = "/etc/x"}}, {"zip/absolute [/etc/x] the name is absolute"}},
      {{{.name = "C:x"}}, {"zip/absolute [C:x] the name is absolute"}},
      {{{.name = "a/../../x"}},
       {"zip/traversal [a/../../x] the name leads out of the folder that it is unpacked to"}},
      {{{.name = ".."}}, {"zip/traversal [..] the name leads out of the folder that it is unpacked to"}},
      {{{.name = "a..b/..c/d.."}}, {}},
      {{{.name = "a\\..\\x"}},
       {"zip/name [a\\..\\x] the name has a '\\', which some readers take for a '/'",
        "zip/traversal [a\\..\\x] the name leads out of the folder that it is unpacked to"}},
      {{{.name = nul}}, {"zip/name [" + nul + "] the name has a NUL byte, where some readers end it"}},
      {{{.name = "a\nb"}}, {"zip/name [a\nb] the name has a control character"}},
      {{{.name = ""}}, {"zip/name [] the name is empty"}},
      {{{.name = "\xff", .flags = 0x800}}, {"zip/name [\xff] the name is said to be UTF-8 and is not"}},
      {{{.name = "\xff"}}, {}},
      {{{.name = "a", .flags = 1}}, {"zip/encrypted [a] it is encrypted"}},
      {{{.name = "a", .method = 93}},
       {"zip/method [a] it is packed by method 93; expected 0 (stored) or 8 (DEFLATE)"}},
      {{{.name = "a", .mode = 0120777}}, {"zip/link [a] it is a symbolic link"}},
      {{{.name = "a", .deflated = true, .packed = "xx", .size = 1u << 30}},
       {"zip/bomb [a] its 2 bytes are said to unpack to 1073741824; DEFLATE packs at most 1032 to 1"}},
      {{{.name = "a", .extra = zip_bytes(0x7075, 2) + zip_bytes(6, 2) + zip_bytes(0, 5) + "b"}},
       {"zip/unicode-path [a] an extra field names it 'b'"}},
  };
  for (const auto& [parts, odd] : cases) EXPECT_EQ(oddities(zip(parts)), odd);
}

TEST(HostileZip, one_shared_byte_is_an_overlap) {
  std::string bytes = zip({{.name = "a", .content = "abc"}, {.name = "b", .content = "xyz"}});
  for (const std::size_t at : {18, 22, 68 + 20, 68 + 24}) bytes.replace(at, 4, zip_bytes(4, 4));
  EXPECT_EQ(oddities(bytes), (Strings{"!zip/overlap [b] begins at 34, inside 'a'",
                                      "zip/gap [] the bytes from 35 to 68 belong to no member"}));
}

TEST(HostileZip, a_size_needs_the_zip64_field_that_it_points_to) {
  EXPECT_EQ(oddities(zip({{.name = "a", .size = 0xffffffff}})),
            (Strings{"!zip/zip64 [a] a size or its place should be in its ZIP64 field, and is not there",
                     "!zip/size [a] it is stored as 0 bytes, and said to have 4294967295"}));
  const std::string field = zip_bytes(1, 2) + zip_bytes(8, 2) + zip_bytes(0, 8);
  EXPECT_EQ(oddities(zip({{.name = "a", .extra = field + field}})),
            Strings{"!zip/zip64 [a] it has more than one ZIP64 field"});
}

TEST(HostileZip, names_the_oddities_of_the_whole) {
  const std::vector<ZipPart> parts = {{.name = "a", .content = "abc"}};
  const std::string record = zip(parts).substr(34, 47);
  const struct {
    ZipShape shape;
    Strings odd;
  } cases[] = {
      {{.trailing = "x"}, {"zip/trailing [] there are bytes behind the end record"}},
      {{.before_directory = "xyz"}, {"zip/gap [] the bytes from 34 to 37 belong to no member"}},
      {{.behind_directory = "xyz"}, {"zip/gap [] 3 bytes behind the directory"}},
      {{.behind_directory = record},
       {"!zip/two-directories [] there is a directory at 34 and one at 81",
        "!zip/truncated [a] there is no header of a member at 47",
        "zip/gap [] the bytes from 48 to 81 belong to no member",
        "zip/prefix [] 47 bytes in front of the first member"}},
      {{.comment = zip({})},
       {"!zip/two-ends [] more than one end record can be taken for the last",
        "zip/prefix [] 103 bytes in front of the first member"}},
      {{.comment = "PK\x05\x06" + std::string(30, '\xff')},
       {"!zip/two-ends [] more than one end record can be taken for the last"}},
      {{.members = 2},
       {"!zip/count [] its end record counts 2 members; its directory has 1, and 0 bytes "
        "behind them"}},
      {{.members = 0},
       {"!zip/count [] its end record counts 0 members; its directory has 1, and 0 bytes "
        "behind them"}},
      {{.disk = 1}, {"z: is one part of a zip in several parts"}},
      {{.directory_size = 10'000},
       {"z: its directory of 10000 bytes is said to be at 34, but ends at 81: bytes are missing in front of "
        "it"}},
      {{.directory_offset = 35},
       {"z: its directory of 47 bytes is said to be at 35, but ends at 81: bytes are missing in front of "
        "it"}},
      {{.zip64 = true, .directory_offset = UINT64_MAX},
       {"z: its directory of 47 bytes is said to be at 18446744073709551615, but ends at 81: bytes are "
        "missing "
        "in front of it"}},
  };
  for (const auto& [shape, odd] : cases) EXPECT_EQ(oddities(zip(parts, shape)), odd);
}

TEST(HostileZip, the_two_end_records_must_agree) {
  std::string bytes = zip({{.name = "a", .content = "abc"}}, {.zip64 = true});
  bytes.replace(bytes.size() - 12, 2, zip_bytes(7, 2));
  EXPECT_EQ(oddities(bytes), Strings{"!zip/end-differs [] the end record and the ZIP64 end record disagree"});
}

TEST(HostileZip, a_locator_must_point_to_a_record) {
  std::string bytes = zip({{.name = "a", .content = "abc"}}, {.zip64 = true});
  bytes[81] = 'x';  // the ZIP64 end record
  EXPECT_EQ(oddities(bytes), Strings{"z: has no ZIP64 end record where its locator points"});
}

TEST(HostileZip, ends_at_any_cut_with_an_error) {
  const std::string bytes =
      zip({{.name = "a", .content = "abc"}, {.name = "b", .zip64 = true}}, {.zip64 = true});
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    const auto cut = contents(bytes.substr(0, size));
    ASSERT_EQ(cut.size(), 1u) << size;
    EXPECT_TRUE(cut.front().starts_with("z: ")) << cut.front();
  }
}

TEST(HostileZip, survives_any_changed_byte) {
  const std::string good = zip({{.name = "a", .content = "abc", .deflated = true, .streamed = true},
                                {.name = "b", .content = "b", .zip64 = true}},
                               {.zip64 = true});
  for (std::size_t at = 0; at < good.size(); ++at) {
    for (const char value : {'\0', '\1', '\x7f', '\xff'}) {
      std::string bytes = good;
      bytes[at] = value;
      static_cast<void>(contents(bytes));
      static_cast<void>(oddities(bytes));
    }
  }
}

TEST(HostileZip, has_limits) {
  std::vector<ZipPart> parts(65'536);
  for (std::size_t i = 0; i < parts.size(); ++i) parts[i].name = std::to_string(i);
  const std::string many = zip(parts, {.zip64 = true});
  EXPECT_EQ(contents(many).size(), 65'536u);
  EXPECT_EQ(oddities(many), Strings{});
  EXPECT_EQ(contents(many, {.members = 65'535}), Strings{"z: has more than 65535 members"});
  EXPECT_EQ(contents(many, {.directory_bytes = 100}),
            Strings{"z: its directory has 3331226 bytes; expected at most 100"});
  EXPECT_EQ(contents(zip({{.name = "long"}}), {.name_bytes = 3}),
            Strings{"z: has a member with a name of 4 bytes; expected at most 3"});
  // All in one place: an archive that unpacks to 65,536 times its size.
  for (auto& part : parts) part.offset = 0;
  parts[0].content = std::string(1000, 'x');
  const auto odd = oddities(zip(parts, {.zip64 = true}));
  EXPECT_EQ(odd.front(), "!zip/overlap [1] begins at 0, inside '0'");
  EXPECT_EQ(odd.back(), "65515 more");
}

TEST(HostileZip, an_unsound_archive_is_refused_with_what_differs) {
  const auto refusal = [](const std::string& bytes) {
    const auto sound = refuse_unsound(*read_zip_directory(MemoryFile(bytes), "z"), "z");
    return sound ? "" : sound.error().subject + ": " + sound.error().what;
  };
  EXPECT_EQ(refusal(zip({{.name = "a"}, {.name = "../a"}})), "");
  EXPECT_EQ(
      refusal(zip({{.name = "../a"}, {.name = "a", .local_name = "b"}})),
      "z: contradicts itself (zip/local-differs), so that readers see different contents: member 'a': its "
      "name is 'b' in its header, and 'a' in the directory");
  EXPECT_EQ(
      refusal(zip({{.name = "a"}}, {.members = 3})),
      "z: contradicts itself (zip/count), so that readers see different contents: its end record counts 3 "
      "members; its directory has 1, and 0 bytes behind them");
}

}  // namespace
}  // namespace pushgate::archive
