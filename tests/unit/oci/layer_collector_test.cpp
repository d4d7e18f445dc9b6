// SPDX-License-Identifier: Apache-2.0
// What of a layer's tar becomes its facts.
#include "oci/layer_collector.hpp"

#include <gtest/gtest.h>

#include "memory_image.hpp"
#include "support/tar_builder.hpp"

namespace pushgate::oci {
namespace {

using test::TarBuilder;

std::string kind_name(LayerEntry::Kind kind) {
  return std::vector<std::string>{"file", "directory", "symlink", "hardlink",
                                  "other"}[static_cast<int>(kind)];
}

/// `path kind content-or-target`, one line an entry; then `- removed` and `= opaque`; or the error.
std::string facts_of(const TarBuilder& tar, const Selection& selection = everything) {
  MemoryImage memory;
  memory.layer(tar.bytes());
  const auto layers = read_all(memory, selection);
  if (!layers) {
    EXPECT_EQ(layers.error().subject, "layer " + crypto::sha256(tar.bytes()).to_string());
    return "error: " + layers.error().what;
  }
  std::string out;
  for (const auto entry : layers->front().entries) {
    out += std::string(entry.path()) + " " + kind_name(entry.kind());
    if (!entry.link().empty()) out += " " + std::string(entry.link());
    if (entry.content()) out += " " + *entry.content();
    out += "\n";
  }
  for (const auto& path : layers->front().whiteouts) out += "- " + path.str() + "\n";
  for (const auto& path : layers->front().opaque_directories) out += "= " + path.str() + "\n";
  return out;
}

TEST(LayerCollector, entries_are_sorted) {
  test::TarHeader device;
  device.name = "dev/null";
  device.type = '3';
  EXPECT_EQ(facts_of(TarBuilder()
                         .directory("./")
                         .file("./usr/b", "1")
                         .directory("usr")
                         .entry(device)
                         .symlink("/lib", "usr/lib")
                         .file("usr-local", "2")
                         .hardlink("a", "./usr//b")),
            " directory\n"
            "a hardlink usr/b\n"
            "dev/null other\n"
            "lib symlink usr/lib\n"
            "usr directory\n"
            "usr-local file 2\n"
            "usr/b file 1\n");
}

TEST(LayerCollector, only_what_is_wanted_is_kept) {
  MemoryImage memory;
  memory.layer(TarBuilder()
                   .file("db", "content")
                   .pax({{"mtime", "1700000000.9"}})
                   .file("x.py", "code", 0755)
                   .file("other", "bytes")
                   .bytes());
  const auto layers = read_all(memory, [](const ListedFile& file) {
    if (file.path == "db") return Want::content;
    return file.path.ends_with(".py") && file.size == 4 && file.mode == 0755 ? Want::hash : Want::nothing;
  });
  ASSERT_TRUE(layers);
  const auto& entries = layers->front().entries;
  ASSERT_EQ(entries.size(), 3u);
  EXPECT_EQ(entries[0].content(), "content");
  EXPECT_EQ(entries[0].sha256(), crypto::sha256("content"));
  EXPECT_FALSE(entries[1].content());
  EXPECT_FALSE(entries[1].sha256());
  EXPECT_EQ(entries[1].size(), 5u);
  EXPECT_FALSE(entries[2].content());
  EXPECT_EQ(entries[2].sha256(), crypto::sha256("code"));
  EXPECT_EQ(entries[2].mtime(), 1700000000u);
}

TEST(LayerCollector, whiteouts) {
  EXPECT_EQ(facts_of(TarBuilder()
                         .whiteout("etc/passwd")
                         .file("etc/passwd", "new")
                         .opaque("var")
                         .opaque("")
                         .whiteout("top")
                         .whiteout("top")
                         .whiteout("..data")),
            "etc/passwd file new\n- ..data\n- etc/passwd\n- top\n= \n= var\n");
}

TEST(LayerCollector, left_overs_of_aufs_mean_nothing) {
  EXPECT_EQ(facts_of(TarBuilder()
                         .file(".wh..wh.aufs", "")
                         .directory(".wh..wh.plnk")
                         .file(".wh..wh.plnk/123.456", "x")
                         .file("a", "1")),
            "a file 1\n");
}

TEST(LayerCollector, whiteouts_of_nothing) {
  EXPECT_EQ(facts_of(TarBuilder().file("a/.wh.", "")), "error: 'a/.wh.' is a whiteout of nothing");
  EXPECT_EQ(facts_of(TarBuilder().file("a/.wh..", "")), "error: 'a/.wh..' is a whiteout of nothing");
  EXPECT_EQ(facts_of(TarBuilder().file("a/.wh...", "")), "error: 'a/.wh...' is a whiteout of nothing");
  EXPECT_EQ(facts_of(TarBuilder().file("a/.wh.b/c", "")), "error: 'a/.wh.b/c' lies below a whiteout");
}

TEST(LayerCollector, a_name_that_holds_the_prefix_is_a_name) {
  EXPECT_EQ(facts_of(TarBuilder().file("a.wh.b", "1").file("c.wh./d", "2")),
            "a.wh.b file 1\nc.wh./d file 2\n");
}

TEST(LayerCollector, the_last_of_several_counts) {
  EXPECT_EQ(facts_of(TarBuilder().file("a", "1").file("./a", "2").file("b", "").file("/a", "3")),
            "a file 3\nb file \n");
  EXPECT_EQ(facts_of(TarBuilder().file("a", "1").symlink("a", "b")), "a symlink b\n");
}

TEST(LayerCollector, what_replaces_a_directory_removes_what_came_before_it) {
  EXPECT_EQ(
      facts_of(TarBuilder().directory("a").file("a/b", "1").file("a/c/d", "2").file("a", "3").file("a-", "")),
      "a file 3\na- file \n");
  EXPECT_EQ(facts_of(TarBuilder().file("a/b", "1").symlink("a", "c").file("a/d", "2")),
            "a symlink c\na/d file 2\n");
  EXPECT_EQ(facts_of(TarBuilder().file("a/b", "1").file("a", "2").directory("a").file("a/c", "3")),
            "a directory\na/c file 3\n");
}

TEST(LayerCollector, entries_below_a_file_are_a_puzzle) {
  EXPECT_EQ(facts_of(TarBuilder().file("a", "1").file("a/b", "2")),
            "error: 'a/b' lies below 'a', which is no directory");
  EXPECT_EQ(facts_of(TarBuilder().file("x/a", "1").file("x/a/b/c/d", "2").file("x/a/b/c/e", "2")),
            "error: 'x/a/b/c/d' lies below 'x/a', which is no directory");
  EXPECT_EQ(facts_of(TarBuilder().file("f", "").hardlink("a", "f").file("a/b", "2")),
            "error: 'a/b' lies below 'a', which is no directory");
}

TEST(LayerCollector, a_hard_link_to_what_comes_later_is_a_puzzle) {
  EXPECT_EQ(facts_of(TarBuilder().hardlink("a", "b").file("b", "1")),
            "error: 'a' is a hard link to 'b', which the tar writes after it");
  EXPECT_EQ(facts_of(TarBuilder().file("b", "1").hardlink("a", "b").file("b", "2")),
            "error: 'a' is a hard link to 'b', which the tar writes after it");
  EXPECT_EQ(facts_of(TarBuilder().hardlink("a", "a")),
            "error: 'a' is a hard link to 'a', which the tar writes after it");
}

TEST(LayerCollector, the_root_is_a_directory) {
  EXPECT_EQ(facts_of(TarBuilder().symlink(".", "/etc")),
            "error: has an entry for the root that is no directory");
}

TEST(LayerCollector, what_is_kept_is_bounded) {
  test::TarHeader big;
  big.name = "db";
  big.size = (64u << 20) + 1;
  EXPECT_EQ(facts_of(TarBuilder().entry(big)), "error: 'db' has 67108865 bytes; expected at most 67108864");
}

}  // namespace
}  // namespace pushgate::oci
