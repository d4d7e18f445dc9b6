// SPDX-License-Identifier: Apache-2.0
// What readers of tars do not agree on, and what is simply broken. Each is refused with the reason.
#include <gtest/gtest.h>

#include "listing.hpp"
#include "support/tar_builder.hpp"

namespace pushgate::archive {
namespace {

using test::patched;
using test::TarBuilder;
using test::TarHeader;

std::string at_0(const std::string& what) {
  return "test.tar: tar entry at byte 0: " + what + "\n";
}

TarHeader named(const std::string& name, char type = '0') {
  TarHeader header;
  header.name = name;
  header.type = type;
  return header;
}

std::string with_field(std::size_t at, const std::string& bytes) {
  return listing(TarBuilder().raw(patched(named("a").block(), at, bytes)).bytes());
}

TEST(HostileTar, checksum) {
  const std::string block = patched(named("a").block(), 0, "b", false);
  EXPECT_EQ(listing(TarBuilder().raw(block).bytes()),
            at_0("its header has a wrong checksum; expected 3140, got 3139"));
  EXPECT_EQ(listing("#!/bin/sh\n" + std::string(1014, 'x')),
            at_0("its checksum is not a number that tar knows"));
}

TEST(HostileTar, numbers) {
  EXPECT_EQ(with_field(124, "00000000+12 "), at_0("its size is not a number that tar knows"));
  EXPECT_EQ(with_field(124, std::string("\0"
                                        "0000000012",
                                        12)),
            at_0("its size is not a number that tar knows"));
  EXPECT_EQ(with_field(124, "0000000 0012"), at_0("its size is not a number that tar knows"));
  EXPECT_EQ(with_field(124, "00000000089 "), at_0("its size is not a number that tar knows"));
  EXPECT_EQ(with_field(124, std::string(12, '\xff')), at_0("its size is -1"));
  EXPECT_EQ(with_field(124, "\x80" + std::string(11, '\x7f')),
            at_0("its size is not a number that tar knows"));
  EXPECT_EQ(with_field(124, "\x81" + std::string(11, '\0')), at_0("its size is not a number that tar knows"));
  EXPECT_EQ(with_field(124, std::string("\x80\0\0\0\x7f", 5) + std::string(7, '\xff')),
            at_0("'a' says it has 9223372036854775807 bytes"));
  EXPECT_EQ(with_field(108, std::string(8, '\xff')), at_0("its uid is -1; expected 0 to 4294967295"));
  EXPECT_EQ(with_field(116, std::string("\x80\0\0\1\0\0\0\0", 8)),
            at_0("its gid is 4294967296; expected 0 to 4294967295"));
  EXPECT_EQ(with_field(136, "yesterday   "), at_0("its modification time is not a number that tar knows"));
}

TEST(HostileTar, magic_and_prefix) {
  EXPECT_EQ(with_field(257, "USTAR"),
            at_0("its header is of no known kind; expected the magic of ustar or GNU tar"));
  TarHeader gnu = named("a");
  gnu.magic = std::string("ustar  \0", 8);
  gnu.prefix = "usr/lib";
  EXPECT_EQ(listing(TarBuilder().entry(gnu).bytes()),
            at_0("its header has a prefix that its kind of tar has not; readers differ about its name"));
  TarHeader star = named("a");
  star.prefix = std::string(131, 'p');
  EXPECT_EQ(listing(TarBuilder().raw(patched(star.block(), 508, std::string("tar\0", 4))).bytes()),
            at_0("its star header is ambiguous: the prefix runs into the times behind it"));
}

TEST(HostileTar, paths) {
  EXPECT_EQ(listing(TarBuilder().file("a/../../etc/passwd", "x").bytes()),
            at_0("path 'a/../../etc/passwd' leaves its root by '..'"));
  EXPECT_EQ(listing(TarBuilder().hardlink("a", "../shadow").bytes()),
            at_0("path '../shadow' leaves its root by '..'"));
  EXPECT_EQ(listing(TarBuilder().file("", "x").bytes()), at_0("it has no name"));
  EXPECT_EQ(listing(TarBuilder().pax({{"path", std::string(4097, 'x')}}).file("a", "").bytes()),
            at_0("path '" + std::string(200, 'x') + "' is longer than 4096 bytes"));
  EXPECT_EQ(listing(TarBuilder().hardlink("a", "./").bytes()), at_0("'a' is a hard link to nothing"));
  EXPECT_EQ(listing(TarBuilder().symlink("a", "").bytes()), at_0("'a' is a symbolic link to nothing"));
  EXPECT_EQ(listing(TarBuilder().symlink("a", std::string(5000, 'x')).bytes()),
            at_0("'a' links to a path of 5000 bytes; expected at most 4096"));
}

TEST(HostileTar, types) {
  EXPECT_EQ(listing(TarBuilder().entry(named("a", 'S')).bytes()),
            at_0("'a' is a sparse file, which pushgate does not read"));
  EXPECT_EQ(listing(TarBuilder().entry(named("a", 'V')).bytes()),
            at_0("'a' is of type 'V', which pushgate does not know"));
  EXPECT_EQ(listing(TarBuilder().entry(named("a/")).bytes()),
            at_0("'a/' is a file whose name ends in a slash; readers differ about what it is"));
  EXPECT_EQ(listing(TarBuilder().pax({{"path", "b/"}}).entry(named("a", '\0')).bytes()),
            at_0("'b/' is a file whose name ends in a slash; readers differ about what it is"));
  for (const char type : {'1', '2', '3', '5'}) {
    TarHeader header = named("a", type);
    header.link = "b";
    header.size = 512;
    EXPECT_EQ(listing(TarBuilder().entry(header, std::string(512, 'x')).bytes()),
              at_0("'a' is no file but has 512 bytes of content; readers differ about where they belong"));
  }
}

TEST(HostileTar, extended_headers) {
  const std::string more = at_0("it has more than one extended header; readers differ about which counts");
  EXPECT_EQ(listing(TarBuilder().pax({{"path", "b"}}).pax({{"path", "c"}}).file("a", "").bytes()), more);
  EXPECT_EQ(listing(TarBuilder().gnu_long('L', "b").gnu_long('L', "c").file("a", "").bytes()), more);
  EXPECT_EQ(listing(TarBuilder().gnu_long('L', "b").pax({{"uid", "1"}}).file("a", "").bytes()), more);
  EXPECT_EQ(listing(TarBuilder().pax({{"size", "1"}}).gnu_long('L', "b").file("a", "").bytes()), more);
  EXPECT_EQ(listing(TarBuilder().pax({{"uid", "1"}}).pax({{"comment", "c"}}, true).file("a", "").bytes()),
            at_0("a global PAX header comes between an extended header and its entry"));
  EXPECT_EQ(listing(TarBuilder().pax({{"path", "b"}}).bytes()),
            at_0("the tar ends after an extended header"));
  EXPECT_EQ(listing(TarBuilder().gnu_long('L', "b").unfinished()),
            at_0("the tar ends after an extended header"));
  EXPECT_EQ(listing(TarBuilder().gnu_long('K', "").file("a", "").bytes()), at_0("its long name is empty"));
  EXPECT_EQ(listing(TarBuilder().gnu_long('L', std::string(1u << 20, 'x')).file("a", "").bytes()),
            at_0("its extended header of type L has 1048577 bytes; expected at most 1048576"));
}

TEST(HostileTar, global_headers_that_would_count_for_some) {
  EXPECT_EQ(listing(TarBuilder().pax({{"path", "b"}}, true).file("a", "").bytes()),
            at_0("a global PAX header sets 'path' for all entries; readers differ about that"));
  EXPECT_EQ(listing(TarBuilder().pax({{"GNU.sparse.size", "1"}}, true).file("a", "").bytes()),
            at_0("a global PAX header makes all files sparse; readers differ about that"));
}

TEST(HostileTar, the_end) {
  TarBuilder tar;
  tar.file("a", "x");
  const std::string one_zero_block(512, '\0');
  EXPECT_EQ(listing(tar.unfinished() + one_zero_block + TarBuilder().file("b", "").bytes()),
            "f a x\ntest.tar: tar entry at byte 1536: a single block of zeros comes before it; readers "
            "differ about "
            "whether the tar ends there\n");
  EXPECT_EQ(listing(tar.bytes() + TarBuilder().file("b", "").bytes()),
            "f a x\ntest.tar: the tar goes on after its end marker, at byte 2048; expected zeros\n");
  EXPECT_EQ(listing(tar.bytes() + std::string(100, '\0') + "x"),
            "f a x\ntest.tar: the tar goes on after its end marker, at byte 2148; expected zeros\n");
}

TEST(HostileTar, cut_anywhere_but_between_entries) {
  const std::string tar = TarBuilder().file("a", std::string(600, 'x')).unfinished();
  EXPECT_EQ(listing(tar.substr(0, 511)), "test.tar: the tar ends at byte 511, inside a block of 512 bytes\n");
  EXPECT_EQ(listing(tar.substr(0, 1000)),
            "f a\ntest.tar: tar entry at byte 0: the tar ends 112 bytes before its content does\n");
  EXPECT_EQ(listing(tar.substr(0, 1112)),
            "f a " + std::string(600, 'x') +
                "\ntest.tar: tar entry at byte 0: the tar ends 424 bytes before its content does\n");
  for (std::size_t size = 1; size < tar.size(); ++size)
    EXPECT_NE(listing(tar.substr(0, size)).find("the tar ends"), std::string::npos) << size;
}

}  // namespace
}  // namespace pushgate::archive
