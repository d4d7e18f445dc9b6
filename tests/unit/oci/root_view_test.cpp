// SPDX-License-Identifier: Apache-2.0
// The rows of formats.md 8.7, each from tars that go through the layer pass.
#include "oci/root_view.hpp"

#include <gtest/gtest.h>

#include "base/format.hpp"
#include "memory_image.hpp"
#include "support/tar_builder.hpp"

namespace pushgate::oci {
namespace {

using test::TarBuilder;
using Kind = LayerEntry::Kind;

const std::string k_db = "var/lib/dpkg/status";

Result<RootView> merged(const std::vector<TarBuilder>& tars) {
  MemoryImage memory;
  for (const auto& tar : tars) memory.layer(tar.bytes());
  TRY_ASSIGN(const auto layers, read_all(memory));
  return RootView::merge(layers, layers.size());
}

/// The content at a path, links followed; or what else is there.
std::string at(const Result<RootView>& view, std::string_view path) {
  if (!view) return "error: " + view.error().what;
  const auto* const node = view->find(path);
  if (node == nullptr) return "nothing";
  if (node->kind() == Kind::directory) return "directory";
  return node->content().value_or("no content");
}

/// `path@layer`, one word a node.
std::string tree(const Result<RootView>& view) {
  if (!view) return "error: " + view.error().what;
  std::string out;
  for (const auto& node : view->nodes()) out += fmt::format("{}@{} ", node.path(), node.layer);
  return out;
}

TEST(RootView, upper_layers_replace_files_and_keep_directories) {
  const auto view = merged({TarBuilder().directory("etc", 0700).file("etc/a", "1").file("etc/b", "1"),
                            TarBuilder().directory("etc", 0755).file("etc/b", "2").file("etc/c", "2")});
  EXPECT_EQ(tree(view), "etc@1 etc/a@0 etc/b@1 etc/c@1 ");
  EXPECT_EQ(at(view, "etc/b"), "2");
  EXPECT_EQ(view->find("etc")->mode(), 0755u);
}

TEST(RootView, whiteouts_of_files_and_directories) {
  const auto view =
      merged({TarBuilder().file("a/b/c", "1").file("a/b-", "1").file("a/b/d/e", "1").file("f", "1"),
              TarBuilder().whiteout("a/b").whiteout("f").whiteout("never/was")});
  EXPECT_EQ(tree(view), "a@0 a/b-@0 ");
}

TEST(RootView, a_whiteout_spares_its_own_layer) {
  const auto view = merged({TarBuilder().file(k_db, "old").file("var/lib/dpkg/info/x", "1"),
                            TarBuilder().file(k_db, "new").whiteout("var/lib/dpkg")});
  EXPECT_EQ(at(view, k_db), "new");
  EXPECT_EQ(at(view, "var/lib/dpkg/info/x"), "nothing");
}

TEST(RootView, an_opaque_directory_hides_what_is_below_wherever_it_stands) {
  const TarBuilder base = TarBuilder().file("d/old", "1").file("d/sub/old", "1").file("dd", "1");
  EXPECT_EQ(tree(merged({base, TarBuilder().opaque("d").file("d/new", "2")})), "d@0 d/new@1 dd@0 ");
  EXPECT_EQ(tree(merged({base, TarBuilder().file("d/new", "2").opaque("d")})), "d@0 d/new@1 dd@0 ");
  EXPECT_EQ(tree(merged({base, TarBuilder().opaque("").file("new", "2")})), "new@1 ");
}

TEST(RootView, spellings_of_a_path_are_one_file) {
  const auto view = merged({TarBuilder().file("./a/b", "1"), TarBuilder().file("/a//b", "2")});
  EXPECT_EQ(tree(view), "a@0 a/b@1 ");
  for (const auto* path : {"a/b", "/a/b", "./a/./b", "//a//b", "a/../a/b", "../../a/b"})
    EXPECT_EQ(at(view, path), "2") << path;
}

TEST(RootView, a_database_that_is_a_hard_link) {
  const auto view = merged(
      {TarBuilder().file("data/db", "packages", 0640).hardlink(k_db, "/data/db").hardlink("third", k_db)});
  EXPECT_EQ(at(view, k_db), "packages");
  EXPECT_EQ(at(view, "third"), "packages");
  const auto* const node = view->at(*RootPath::parse(k_db));
  ASSERT_NE(node, nullptr);
  EXPECT_EQ(node->path(), k_db);
  EXPECT_EQ(node->kind(), Kind::file);
  EXPECT_EQ(node->mode(), 0640u);
  EXPECT_EQ(node->size(), 8u);
  EXPECT_EQ(node->sha256(), crypto::sha256("packages"));
}

TEST(RootView, a_hard_link_to_a_file_of_a_lower_layer) {
  const auto view = merged({TarBuilder().file("data/db", "packages"), TarBuilder().hardlink(k_db, "data/db"),
                            TarBuilder().whiteout("data/db")});
  EXPECT_EQ(at(view, k_db), "packages");
  EXPECT_EQ(view->find(k_db)->layer, 1u);
  EXPECT_EQ(at(view, "data/db"), "nothing");
  // A file that is moved in a broken image: linked and whited out in one layer.
  EXPECT_EQ(at(merged({TarBuilder().file("a", "1"), TarBuilder().hardlink("b", "a").whiteout("a")}), "b"),
            "1");
}

TEST(RootView, a_hard_link_keeps_its_file_when_the_other_name_changes) {
  const auto view = merged({TarBuilder().file("a", "1").hardlink("b", "a"), TarBuilder().file("a", "2")});
  EXPECT_EQ(at(view, "a"), "2");
  EXPECT_EQ(at(view, "b"), "1");
}

TEST(RootView, a_hard_link_to_a_symbolic_link_is_one) {
  const auto view = merged({TarBuilder().file("f", "1").symlink("s", "f").hardlink("h", "s")});
  EXPECT_EQ(at(view, "h"), "1");
  EXPECT_EQ(view->at(*RootPath::parse("h"))->kind(), Kind::symlink);
  EXPECT_EQ(view->at(*RootPath::parse("h"))->link(), "f");
}

TEST(RootView, a_hard_link_through_a_linked_directory) {
  EXPECT_EQ(at(merged({TarBuilder().file("usr/lib/db", "1").symlink("lib", "usr/lib"),
                       TarBuilder().hardlink("copy", "lib/db")}),
               "copy"),
            "1");
}

TEST(RootView, hard_links_to_nothing) {
  EXPECT_EQ(tree(merged({TarBuilder().hardlink("a", "b")})),
            "error: 'a' is a hard link to 'b', which exists nowhere");
  EXPECT_EQ(tree(merged({TarBuilder().directory("d").hardlink("a", "d")})),
            "error: 'a' is a hard link to 'd', which is a directory");
  EXPECT_EQ(tree(merged({TarBuilder().file("d/x", ""), TarBuilder().hardlink("a", "d")})),
            "error: 'a' is a hard link to 'd', which is a directory");
}

TEST(RootView, hard_links_in_a_circle_of_hand_made_facts) {
  LayerFacts facts{.blob = crypto::sha256(""),
                   .diff_id = crypto::sha256(""),
                   .blob_size = 0,
                   .tar_size = 0,
                   .entry_count = 2,
                   .entries = {},
                   .whiteouts = {},
                   .opaque_directories = {}};
  std::vector<LayerEntry> entries;
  for (const auto& [name, target] : {std::pair{"a", "b"}, std::pair{"b", "a"}}) {
    LayerEntry& entry = entries.emplace_back();
    entry.path = *RootPath::parse(name);
    entry.kind = Kind::hardlink;
    entry.link = target;
  }
  facts.entries = EntryTable(entries);
  const auto view = RootView::merge({facts}, 1);
  ASSERT_FALSE(view);
  EXPECT_EQ(view.error().render(),
            "pushgate: error: layer " + crypto::sha256("").to_string() + ": 'a' is a hard link to itself\n");
}

TEST(RootView, a_database_that_is_a_symbolic_link) {
  for (const auto* target :
       {"/data/db", "../../../data/db", "../../../../../../data/db", "/data/../data/./db"}) {
    const auto view = merged({TarBuilder().file("data/db", "packages").symlink(k_db, target)});
    EXPECT_EQ(at(view, k_db), "packages") << target;
    EXPECT_EQ(view->find(k_db)->path(), "data/db");
    EXPECT_EQ(view->at(*RootPath::parse(k_db))->link(), target);
  }
}

TEST(RootView, an_upper_layer_replaces_the_database_by_a_link) {
  const auto view = merged(
      {TarBuilder().file(k_db, "old").file("data/db", "other"), TarBuilder().symlink(k_db, "/data/db")});
  EXPECT_EQ(at(view, k_db), "other");
}

TEST(RootView, a_file_replaces_a_directory_with_all_below) {
  const auto view =
      merged({TarBuilder().file("d/x", "1").file("d/e/y", "1").file("d-", "1"), TarBuilder().file("d", "2")});
  EXPECT_EQ(tree(view), "d@1 d-@0 ");
  EXPECT_EQ(at(view, "d/x"), "nothing");
}

TEST(RootView, a_directory_replaces_a_file) {
  EXPECT_EQ(tree(merged({TarBuilder().file("d", "1"), TarBuilder().directory("d").file("d/x", "2")})),
            "d@1 d/x@1 ");
  EXPECT_EQ(tree(merged({TarBuilder().file("d", "1"), TarBuilder().file("d/x", "2")})), "d@1 d/x@1 ");
}

TEST(RootView, a_path_through_a_linked_directory) {
  // Of the same layer, of a lower one, over several links.
  EXPECT_EQ(tree(merged({TarBuilder().symlink("lib", "usr/lib").file("lib/apk/db/installed", "1")})),
            "lib@0 usr@0 usr/lib@0 usr/lib/apk@0 usr/lib/apk/db@0 usr/lib/apk/db/installed@0 ");
  const auto view = merged({TarBuilder().directory("usr/lib").symlink("lib", "usr/lib"),
                            TarBuilder().file("lib/apk/db/installed", "1")});
  EXPECT_EQ(at(view, "lib/apk/db/installed"), "1");
  EXPECT_EQ(at(view, "usr/lib/apk/db/installed"), "1");
  EXPECT_EQ(at(merged({TarBuilder().symlink("a", "b").symlink("b", "/c/d"), TarBuilder().file("a/x", "1")}),
               "c/d/x"),
            "1");
}

TEST(RootView, whiteouts_and_opaque_directories_through_a_linked_directory) {
  const TarBuilder base =
      TarBuilder().file("usr/lib/a", "1").file("usr/lib/b", "1").symlink("lib", "usr/lib");
  EXPECT_EQ(tree(merged({base, TarBuilder().whiteout("lib/a")})), "lib@0 usr@0 usr/lib@0 usr/lib/b@0 ");
  EXPECT_EQ(tree(merged({base, TarBuilder().opaque("lib")})), "lib@0 usr@0 usr/lib@0 ");
  EXPECT_EQ(tree(merged({base, TarBuilder().whiteout("lib")})), "usr@0 usr/lib@0 usr/lib/a@0 usr/lib/b@0 ");
}

TEST(RootView, a_named_directory_replaces_a_link_to_one) {
  const auto view = merged({TarBuilder().file("usr/lib/a", "1").symlink("lib", "usr/lib"),
                            TarBuilder().directory("lib").file("lib/b", "2")});
  EXPECT_EQ(tree(view), "lib@1 lib/b@1 usr@0 usr/lib@0 usr/lib/a@0 ");
}

TEST(RootView, a_link_that_is_removed_leads_nowhere) {
  EXPECT_EQ(tree(merged({TarBuilder().file("usr/a", "1").symlink("l", "usr"),
                         TarBuilder().whiteout("l").file("l/b", "2")})),
            "l@1 l/b@1 usr@0 usr/a@0 ");
}

TEST(RootView, two_names_for_one_path) {
  EXPECT_EQ(tree(merged({TarBuilder().symlink("l", "d").file("d/x", "1").file("l/x", "2")})),
            "error: two entries write 'd/x', one of them through a symbolic link");
  EXPECT_EQ(tree(merged({TarBuilder().symlink("l", "d").directory("d/x", 0711).directory("l/x", 0700)})),
            "d@0 d/x@0 l@0 ");
  for (const auto* link : {"a", "l"}) {  // before and after the directory's own name
    const auto view = merged(
        {TarBuilder().symlink(link, "d").directory("d/x", 0711).directory(fmt::format("{}/x", link), 0700)});
    EXPECT_EQ(view->find("d/x")->mode(), 0711u) << link;
  }
}

TEST(RootView, links_that_loop) {
  EXPECT_EQ(at(merged({TarBuilder().symlink("a", "b").symlink("b", "a")}), "a"), "nothing");
  EXPECT_EQ(at(merged({TarBuilder().symlink("a", "a/x")}), "a"), "nothing");
  EXPECT_EQ(tree(merged({TarBuilder().symlink("a", "b").symlink("b", "a"), TarBuilder().file("a/x", "")})),
            "error: 'a' lies behind more than 40 symbolic links");
  TarBuilder chain;
  for (int i = 0; i < 41; ++i) chain.symlink(fmt::format("l{}", i), fmt::format("l{}", i + 1));
  chain.file("l41", "end");
  EXPECT_EQ(at(merged({chain}), "l1"), "end") << "40 links";
  EXPECT_EQ(at(merged({chain}), "l0"), "nothing") << "41 links";
}

TEST(RootView, what_cannot_be_walked_through) {
  const auto view = merged(
      {TarBuilder().file("f", "1").symlink("dangling", "nowhere").symlink("up", "..").symlink("tof", "f")});
  EXPECT_EQ(at(view, "f/x"), "nothing");
  EXPECT_EQ(at(view, "f/.."), "nothing");
  EXPECT_EQ(at(view, "tof/x"), "nothing");
  EXPECT_EQ(at(view, "dangling"), "nothing");
  EXPECT_EQ(at(view, "none/../f"), "nothing");
  EXPECT_EQ(at(view, "up/up/f"), "1");
  EXPECT_EQ(at(view, ""), "nothing") << "no tar names the root";
  EXPECT_EQ(at(merged({TarBuilder().directory("./").symlink("s", "/")}), "s"), "directory");
}

TEST(RootView, directories_that_no_tar_names_are_there) {
  const auto view = merged({TarBuilder().file("var/lib/dpkg/status.d/base", "1")});
  EXPECT_EQ(at(view, "var/lib/dpkg/status.d/base"), "1");
  EXPECT_EQ(at(view, "var/lib"), "directory");
  EXPECT_EQ(view->find("var")->mode(), 0755u);
}

TEST(RootView, a_device_is_no_whiteout) {
  test::TarHeader device;
  device.name = "f";
  device.type = '3';
  const auto view = merged({TarBuilder().file("f", "1"), TarBuilder().entry(device)});
  EXPECT_EQ(view->find("f")->kind(), Kind::other);
}

TEST(RootView, what_lies_below_a_directory) {
  const auto view =
      merged({TarBuilder().directory("./").file("a/b", "").file("a/c/d", "").file("a-", "").file("a0", "")});
  const auto names = [&](const char* path) {
    std::string out;
    for (const auto& node : view->below(*RootPath::parse(path))) out += std::string(node.path()) + " ";
    return out;
  };
  EXPECT_EQ(names("a"), "a/b a/c a/c/d ");
  EXPECT_EQ(names(""), "a a- a/b a/c a/c/d a0 ");
  EXPECT_EQ(names("none"), "");
}

TEST(RootView, layer_after_layer_is_the_same_as_all_at_once) {
  MemoryImage memory;
  memory.layer(TarBuilder().file("a/x", "1").file("b", "1").symlink("l", "a").bytes())
      .layer(TarBuilder().whiteout("b").file("l/y", "2").hardlink("h", "a/x").bytes())
      .layer(TarBuilder().file("a", "3").opaque("l").bytes());
  const auto layers = read_all(memory);
  ASSERT_TRUE(layers);
  Result<RootView> growing = RootView();
  for (std::size_t count = 0; count <= layers->size(); ++count) {
    EXPECT_EQ(tree(growing), tree(RootView::merge(*layers, count)));
    if (count < layers->size()) {
      ASSERT_TRUE(growing->apply((*layers)[count]));
    }
  }
  EXPECT_EQ(tree(growing), "a@2 h@1 l@0 ");
}

TEST(RootView, copies_share_contents) {
  MemoryImage memory;
  memory.layer(TarBuilder().file("db", "packages").bytes());
  const auto layers = read_all(memory);
  ASSERT_TRUE(layers);
  const auto view = RootView::merge(*layers, 1);
  EXPECT_EQ(&*view->find("db")->content(), &*layers->front().entries[0].content());
}

}  // namespace
}  // namespace pushgate::oci
