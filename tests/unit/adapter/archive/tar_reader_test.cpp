// SPDX-License-Identifier: Apache-2.0
#include "adapter/archive/tar_reader.hpp"

#include <gtest/gtest.h>

#include "listing.hpp"
#include "support/tar_builder.hpp"

namespace pushgate::archive {
namespace {

using test::TarBuilder;
using test::TarHeader;

const std::string k_gnu_magic("ustar  \0", 8);

TEST(TarReader, every_kind_of_entry) {
  TarBuilder tar;
  tar.directory("etc").file("etc/hosts", "127.0.0.1").symlink("lib", "usr/lib").hardlink("h", "./etc/hosts");
  TarHeader special;
  for (const char type : {'3', '4', '6'}) {
    special.name = std::string("dev/") + type;
    special.type = type;
    tar.entry(special);
  }
  EXPECT_EQ(listing(tar.bytes()),
            "d etc\n"
            "f etc/hosts 127.0.0.1\n"
            "s lib -> usr/lib\n"
            "h h -> ./etc/hosts\n"
            "c dev/3\n"
            "b dev/4\n"
            "p dev/6\n");
}

TEST(TarReader, gives_the_same_whatever_the_bites) {
  const std::string tar = TarBuilder().file("a", std::string(1000, 'a')).file("b", "").file("c", "c").bytes();
  const std::string whole = listing(tar);
  EXPECT_EQ(whole, "f a " + std::string(1000, 'a') + "\nf b\nf c c\n");
  for (const std::size_t bite : {1u, 7u, 511u, 512u, 513u}) EXPECT_EQ(listing(tar, bite), whole) << bite;
}

TEST(TarReader, metadata_and_offset) {
  TarHeader header;
  header.name = "./bin//su";
  header.mode = 0104755;  // some writers keep the file type among the mode's bits
  header.uid = 10001;
  header.gid = 20002;
  header.size = 3;
  const std::string block = test::patched(header.block(), 136, "00001234567");
  StringInput input(TarBuilder().directory("bin").raw(block + "elf" + std::string(509, '\0')).bytes());
  TarReader reader(input, "test.tar");
  ASSERT_TRUE(reader.next());
  const auto entry = reader.next();
  ASSERT_TRUE(entry && *entry);
  EXPECT_EQ((*entry)->name, "./bin//su");
  EXPECT_EQ((*entry)->path.str(), "bin/su");
  EXPECT_EQ((*entry)->mode, 04755u);
  EXPECT_EQ((*entry)->uid, 10001u);
  EXPECT_EQ((*entry)->gid, 20002u);
  EXPECT_EQ((*entry)->mtime, 01234567);
  EXPECT_EQ((*entry)->size, 3u);
  EXPECT_EQ((*entry)->offset, 1024u);
  EXPECT_FALSE(*reader.next()) << "content that was not asked for is passed over";
  EXPECT_FALSE(*reader.next()) << "the end stays the end";
  EXPECT_EQ(reader.entry_count(), 2u);
}

TEST(TarReader, names_in_every_form) {
  const std::string name = std::string(120, 'n') + "/" + std::string(180, 'm');
  TarHeader prefixed;
  prefixed.name = "name";
  prefixed.prefix = "a/prefix";
  TarHeader plain;
  plain.name = "short";
  TarHeader gnu = plain;
  gnu.magic = k_gnu_magic;
  TarHeader ancient = plain;
  ancient.magic = std::string(8, '\0');
  TarHeader full;
  full.name = std::string(100, 'f');
  EXPECT_EQ(listing(TarBuilder()
                        .entry(prefixed)
                        .pax({{"path", name}})
                        .entry(plain)
                        .gnu_long('L', name)
                        .entry(gnu)
                        .entry(gnu)
                        .entry(ancient)
                        .entry(full)
                        .bytes()),
            "f a/prefix/name\nf " + name + "\nf " + name + "\nf short\nf short\nf " + full.name + "\n");
}

TEST(TarReader, link_targets_in_every_form) {
  const std::string target = "/" + std::string(300, 't');
  TarHeader link;
  link.name = "link";
  link.type = '2';
  link.link = "short";
  TarHeader gnu = link;
  gnu.magic = k_gnu_magic;
  EXPECT_EQ(listing(TarBuilder()
                        .pax({{"linkpath", target}})
                        .entry(link)
                        .gnu_long('K', target)
                        .gnu_long('L', "long")
                        .entry(gnu)
                        .bytes()),
            "s link -> " + target + "\ns long -> " + target + "\n");
}

TEST(TarReader, an_old_directory_is_a_file_with_a_slash) {
  TarHeader header;
  header.name = "dir/";
  header.type = '\0';
  header.magic = std::string(8, '\0');
  EXPECT_EQ(listing(TarBuilder().entry(header).bytes()), "d dir\n");
}

TEST(TarReader, numbers_in_every_form) {
  TarHeader header;
  header.name = "a";
  const auto with = [&](std::size_t at, const std::string& field) {
    return listing(TarBuilder()
                       .raw(test::patched(header.block(), at, field))
                       .raw("xyz" + std::string(509, '\0'))
                       .bytes());
  };
  EXPECT_EQ(with(124, std::string("         3 \0", 12)), "f a xyz\n");
  EXPECT_EQ(with(124, "000000000003"), "f a xyz\n");
  EXPECT_EQ(with(124, "\x80" + std::string(10, '\0') + "\x03"), "f a xyz\n");
  // A time before 1970 in base-256 is fine, and an owner that octal digits cannot hold.
  header.size = 3;
  EXPECT_EQ(with(136, std::string(12, '\xff')), "f a xyz\n");
  EXPECT_EQ(with(108, std::string("\x80\0\0\0\xff\xff\xff\xff", 8)), "f a xyz\n");
}

TEST(TarReader, pax_fields_override_the_header) {
  TarHeader header;
  header.name = "a";
  header.size = 3;
  StringInput input(
      TarBuilder()
          .pax({{"comment", "by git"}, {"mtime", "1.5"}}, true)
          .pax({{"uid", "70000"}, {"gid", "4294967295"}, {"size", "3"}, {"SCHILY.xattr.user.x", "a\nb=c"}})
          .entry(header, "xyz")
          .file("b", "")
          .bytes());
  TarReader reader(input, "test.tar");
  const auto entry = reader.next();
  ASSERT_TRUE(entry && *entry);
  EXPECT_EQ((*entry)->uid, 70000u);
  EXPECT_EQ((*entry)->gid, 4294967295u);
  const auto next = reader.next();
  ASSERT_TRUE(next && *next) << "a PAX header counts for one entry";
  EXPECT_EQ((*next)->uid, 0u);
}

TEST(TarReader, the_pax_size_counts) {
  // Readers that believed the header would find `evil` in what is the content of `a`.
  const std::string hidden = TarBuilder().file("evil", "").unfinished();
  TarHeader header;
  header.name = "a";
  EXPECT_EQ(listing(TarBuilder().pax({{"size", "512"}}).entry(header, hidden).bytes()),
            "f a " + hidden + "\n");
}

TEST(TarReader, texts_end_at_the_first_nul) {
  TarHeader header;
  header.name = std::string("a\0b", 3);
  header.magic = k_gnu_magic;
  header.prefix = std::string("\0times", 6);
  EXPECT_EQ(listing(TarBuilder().entry(header).gnu_long('L', std::string("c\0d", 3)).entry(header).bytes()),
            "f a\nf c\n");
}

TEST(TarReader, a_size_beyond_octal_comes_from_the_pax_header) {
  TarHeader header;
  header.name = "big";
  StringInput input(TarBuilder().pax({{"size", "8589934592"}}).entry(header).bytes());
  TarReader reader(input, "test.tar");
  const auto entry = reader.next();
  ASSERT_TRUE(entry && *entry);
  EXPECT_EQ((*entry)->size, 8589934592u);
}

TEST(TarReader, ends_as_tars_end) {
  TarBuilder tar;
  tar.file("a", "x");
  EXPECT_EQ(listing(tar.bytes()), "f a x\n");
  EXPECT_EQ(listing(tar.unfinished()), "f a x\n") << "no end marker, cut between entries";
  EXPECT_EQ(listing(tar.unfinished() + std::string(512, '\0')), "f a x\n") << "half an end marker";
  EXPECT_EQ(listing(tar.unfinished() + std::string(10240, '\0')), "f a x\n") << "GNU tar's records";
  EXPECT_EQ(listing(tar.bytes() + std::string(77, '\0')), "f a x\n");
  EXPECT_EQ(listing(""), "");
  EXPECT_EQ(listing(std::string(1024, '\0')), "");
}

}  // namespace
}  // namespace pushgate::archive
