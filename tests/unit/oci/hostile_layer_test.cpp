// SPDX-License-Identifier: Apache-2.0
// Layers that were made to be unpacked to their maker's advantage, through the whole pass and the merge: each
// is either harmless, since nothing leaves the root and nothing is unpacked, or could not be checked.
#include <gtest/gtest.h>

#include <vector>

#include "base/format.hpp"
#include "memory_image.hpp"
#include "oci/root_view.hpp"
#include "support/compressed.hpp"
#include "support/tar_builder.hpp"

namespace pushgate::oci {
namespace {

using test::TarBuilder;
using test::TarHeader;

/// `path@layer` and a word for what is no directory: `=content`, `>link`, `*` (a device), for each node; or
/// the error, which has to name the layer.
std::string merged(const std::vector<std::string>& tars) {
  MemoryImage memory;
  for (const auto& tar : tars) memory.layer(tar);
  const auto layers = read_all(memory);
  if (!layers) return "error: " + layers.error().what;
  const auto view = RootView::merge(*layers, layers->size());
  if (!view) {
    EXPECT_NE(view.error().render().find("layer " + layers->back().blob.to_string()), std::string::npos);
    return "error: " + view.error().what;
  }
  std::string out;
  for (const auto& node : view->nodes()) {
    out += fmt::format("{}@{}", node.path(), node.layer);
    if (node.is_file()) out += "=" + node.content().value_or("?");
    if (node.kind() == LayerEntry::Kind::symlink) out += ">" + std::string(node.link());
    if (node.kind() == LayerEntry::Kind::other) out += "*";
    out += " ";
  }
  return out;
}

std::string merged(const TarBuilder& tar) {
  return merged(std::vector{tar.bytes()});
}

/// The error of a tar's first entry.
template <typename... Arguments>
std::string at_0(fmt::format_string<Arguments...> what, Arguments&&... arguments) {
  return "error: tar entry at byte 0: " + fmt::format(what, std::forward<Arguments>(arguments)...);
}

/// The content at a path in the merged root, links followed.
std::string read(const TarBuilder& tar, std::string_view path) {
  MemoryImage memory;
  memory.layer(tar.bytes());
  const auto layers = read_all(memory);
  if (!layers) return "error: " + layers.error().what;
  const auto view = RootView::merge(*layers, 1);
  if (!view) return "error: " + view.error().what;
  const auto* const node = view->find(path);
  return node == nullptr ? "nothing" : node->content().value_or("no content");
}

TarHeader device(const std::string& name, char type) {
  TarHeader header;
  header.name = name;
  header.type = type;
  return header;
}

std::string deep(std::size_t names) {
  std::string path = "d";
  for (std::size_t i = 1; i < names; ++i) path += "/d";
  return path;
}

TEST(HostileLayer, paths_out_of_the_root) {
  for (const auto* name : {"../etc/passwd", "a/../../etc/passwd", "..", "a/..", "./../x"})
    EXPECT_EQ(merged(TarBuilder().file(name, "x")), at_0("path '{}' leaves its root by '..'", name));
  EXPECT_EQ(merged(TarBuilder().file("/etc/passwd", "x")), "etc@0 etc/passwd@0=x ");
  EXPECT_EQ(merged(TarBuilder().file("///etc//./passwd", "x")), "etc@0 etc/passwd@0=x ");
}

TEST(HostileLayer, links_out_of_the_root) {
  const TarBuilder tar = TarBuilder()
                             .symlink("up", "../../../../etc")
                             .symlink("abs", "/etc/passwd")
                             .file("up/passwd", "of the image");
  EXPECT_EQ(merged(tar), "abs@0>/etc/passwd etc@0 etc/passwd@0=of the image up@0>../../../../etc ");
  EXPECT_EQ(read(tar, "abs"), "of the image");
  EXPECT_EQ(read(TarBuilder().symlink("a", "/proc/self/environ"), "a"), "nothing");
  EXPECT_EQ(merged(TarBuilder().hardlink("a", "../etc/passwd")),
            at_0("path '../etc/passwd' leaves its root by '..'"));
  EXPECT_EQ(merged(TarBuilder().hardlink("a", "/etc/passwd")),
            "error: 'a' is a hard link to 'etc/passwd', which exists nowhere");
}

TEST(HostileLayer, links_in_a_circle) {
  EXPECT_EQ(merged(TarBuilder().symlink("a", "b").symlink("b", "a").file("a/x", "1")),
            "error: 'a' lies behind more than 40 symbolic links");
  EXPECT_EQ(merged(TarBuilder().symlink("a", ".").file("a/a/a/x", "1")), "a@0>. x@0=1 ");
  EXPECT_EQ(merged(TarBuilder().symlink("a", "a").file("b", "1")), "a@0>a b@0=1 ");
}

TEST(HostileLayer, devices) {
  EXPECT_EQ(merged(TarBuilder()
                       .entry(device("null", '3'))
                       .entry(device("sda", '4'))
                       .entry(device("pipe", '6'))
                       .hardlink("copy", "sda")),
            "copy@0* null@0* pipe@0* sda@0* ");
}

TEST(HostileLayer, sparse_files) {
  EXPECT_EQ(merged(TarBuilder().entry(device("old", 'S'))),
            at_0("'old' is a sparse file, which pushgate does not read"));
  EXPECT_EQ(merged(TarBuilder().pax({{"GNU.sparse.major", "1"}, {"GNU.sparse.minor", "0"}}).file("new", "x")),
            at_0("it is a sparse file, which pushgate does not read"));
}

TEST(HostileLayer, names_of_every_length) {
  const std::string longest = std::string(255, 'n') + "/" + std::string(3840, 'm');
  const std::string too_long = at_0("path '{}' is longer than 4096 bytes", std::string(200, 'n'));
  EXPECT_EQ(merged(TarBuilder().file(longest, "x")),
            fmt::format("{}@0 {}@0=x ", std::string(255, 'n'), longest));
  EXPECT_EQ(merged(TarBuilder().file(longest + "m", "x")), too_long);
  EXPECT_EQ(merged(TarBuilder().gnu_long('L', longest + "m").file("short", "x")), too_long);
  EXPECT_EQ(merged(TarBuilder().symlink("l", longest + "m")),
            at_0("'l' links to a path of 4097 bytes; expected at most 4096"));
}

TEST(HostileLayer, sizes_that_cannot_be) {
  TarHeader huge = device("huge", '0');
  huge.size = 07777777777;
  EXPECT_EQ(merged(TarBuilder().entry(huge, "little")),
            "error: 'huge' has 1073741823 bytes; expected at most 67108864");
  const std::string negative = test::patched(device("negative", '0').block(), 124, std::string(12, '\xff'));
  EXPECT_EQ(merged(TarBuilder().raw(negative)), at_0("its size is -1"));
  for (const auto* size : {"99999999999999999999", "-1", "0x10"}) {
    EXPECT_EQ(merged(TarBuilder().pax({{"size", size}}).file("a", "x")),
              at_0("its PAX header has a bad 'size'; expected a decimal number"));
  }
}

TEST(HostileLayer, one_path_again_and_again) {
  TarBuilder tar;
  for (int i = 0; i < 1000; ++i) tar.file("a/b", "x").symlink("a", "c").directory("a");
  EXPECT_EQ(merged(tar.file("a/b", "last")), "a@0 a/b@0=last ");
}

TEST(HostileLayer, whiteouts_of_whiteouts) {
  EXPECT_EQ(merged(TarBuilder().file(".wh..wh.a", "").file("a", "1")), "a@0=1 ");
  EXPECT_EQ(merged(TarBuilder().file(".wh..wh..wh..opq", "").file("a", "1")), "a@0=1 ");
  EXPECT_EQ(merged({TarBuilder().file("a", "1").bytes(), TarBuilder().whiteout("a").whiteout("a").bytes(),
                    TarBuilder().whiteout("a").bytes()}),
            "");
  EXPECT_EQ(merged(TarBuilder().file("x/.wh.", "")), "error: 'x/.wh.' is a whiteout of nothing");
}

TEST(HostileLayer, opaque_after_content) {
  EXPECT_EQ(
      merged({TarBuilder().file("d/old", "1").bytes(), TarBuilder().file("d/new", "2").opaque("d").bytes()}),
      "d@0 d/new@1=2 ");
  EXPECT_EQ(merged({TarBuilder().file("old", "1").bytes(), TarBuilder().opaque("nowhere").bytes()}),
            "old@0=1 ");
}

TEST(HostileLayer, hard_links_to_what_is_deleted_later) {
  EXPECT_EQ(
      merged({TarBuilder().file("a", "1").hardlink("b", "a").bytes(), TarBuilder().whiteout("a").bytes()}),
      "b@0=1 ");
  EXPECT_EQ(merged({TarBuilder().file("a", "1").bytes(), TarBuilder().whiteout("a").bytes(),
                    TarBuilder().hardlink("b", "a").bytes()}),
            "error: 'b' is a hard link to 'a', which exists nowhere");
}

TEST(HostileLayer, what_follows_the_end) {
  const std::string tar = TarBuilder().file("a", "1").bytes();
  EXPECT_EQ(merged({tar + TarBuilder().file("b", "2").bytes()}),
            "error: the tar goes on after its end marker, at byte 2048; expected zeros");
  EXPECT_EQ(merged({tar + std::string(9000, '\0')}), "a@0=1 ");
}

TEST(HostileLayer, names_that_are_no_text) {
  EXPECT_EQ(merged(TarBuilder().file("a\xff\xfe/\x1b[31m\n", "1")), "a\xff\xfe@0 a\xff\xfe/\x1b[31m\n@0=1 ");
}

TEST(HostileLayer, directories_of_great_depth) {
  EXPECT_EQ(read(TarBuilder().file(deep(1024), "bottom"), deep(1024)), "bottom");
  EXPECT_EQ(merged(TarBuilder().file(deep(1025), "x")),
            at_0("path '{}' is more than 1024 directories deep", deep(1025).substr(0, 200)));
  EXPECT_EQ(merged(TarBuilder().file(deep(100'000), "x")),
            at_0("path '{}' is longer than 4096 bytes", deep(1025).substr(0, 200)));
  // Each name is short, but a link makes it long.
  for (const std::size_t depth : {1024, 2000}) {
    EXPECT_EQ(merged(TarBuilder().symlink("l", deep(depth)).file("l/x", "1")),
              "error: is more than 1024 directories deep");
  }
}

TEST(HostileLayer, a_bomb) {
  TarHeader zeros = device("zeros", '0');
  zeros.size = 5ull << 30;
  std::string stored = test::zstd(zeros.block());
  const std::string piece = test::zstd(std::string(64u << 20, '\0'));
  for (int i = 0; i < 80; ++i) stored += piece;
  MemoryImage memory;
  memory.layer("", stored);
  const auto layers = read_all(memory, [](const ListedFile&) { return Want::nothing; });
  ASSERT_FALSE(layers);
  EXPECT_EQ(layers.error().code, ErrorCode::unchecked);
  EXPECT_EQ(layers.error().what, "unpacks to more than 1100 times its size");
}

}  // namespace
}  // namespace pushgate::oci
