// SPDX-License-Identifier: Apache-2.0
#include "oci/entry_table.hpp"

#include <gtest/gtest.h>

#include <ranges>

#include "adapter/crypto/sha256.hpp"
#include "base/format.hpp"
#include "base/limits.hpp"
#include "oci/root_view.hpp"

namespace pushgate::oci {
namespace {

using Kind = LayerEntry::Kind;
static_assert(std::random_access_iterator<EntryTable::Iterator>);
static_assert(sizeof(EntryView) == sizeof(void*));
static_assert(sizeof(RootView::Node) <= 12);

LayerEntry entry(std::string_view path, Kind kind = Kind::file) {
  LayerEntry made;
  made.path = *RootPath::parse(path);
  made.kind = kind;
  return made;
}

/// Everything that is known of an entry.
std::string text_of(EntryView entry) {
  std::string text = fmt::format("'{}' {} {:o} {}:{} {} '{}'", entry.path(), static_cast<int>(entry.kind()),
                                 entry.mode(), entry.uid(), entry.gid(), entry.size(), entry.link());
  if (entry.sha256()) text += " " + entry.sha256()->short_hex();
  if (entry.content()) text += " " + *entry.content();
  if (entry.mtime() != 0) text += " at " + std::to_string(entry.mtime());
  return entry.probed() ? text + " probed" : text;
}

std::string paths_of(const EntryTable& table) {
  std::string text;
  for (const EntryView one : table) text += std::string(one.path()) + " ";
  return text;
}

TEST(EntryTable, what_goes_in_comes_out) {
  LayerEntry small = entry("a");
  small.mode = 04755;
  small.uid = 65535;
  small.gid = 7;
  small.size = 0xFFFFFFFF;
  LayerEntry wide = entry("b");
  wide.uid = 65536;
  wide.gid = 0xFFFFFFFF;
  wide.size = 1ull << 40;
  LayerEntry user = entry("b1");
  user.uid = 65536;
  LayerEntry large = entry("b2");
  large.size = 1ull << 32;
  LayerEntry full = entry("c");
  full.size = 5'000'000'000;
  full.sha256 = crypto::sha256("x");
  full.content = "text";
  full.probed = true;
  full.mtime = 0xFFFFFFFF;
  LayerEntry link = entry("d", Kind::symlink);
  link.link = std::string(limits::k_path_bytes, 'l');
  link.gid = 70000;
  const std::string name(limits::k_path_bytes, 'n');
  const EntryTable table({small, wide, user, large, full, link, entry("", Kind::directory),
                          entry(name, Kind::other), entry("e", Kind::hardlink)});
  ASSERT_EQ(table.size(), 9u);
  EXPECT_EQ(text_of(table[0]), "'' 1 0 0:0 0 ''");
  EXPECT_EQ(text_of(table[1]), "'a' 0 4755 65535:7 4294967295 ''");
  EXPECT_EQ(text_of(table[2]), "'b' 0 0 65536:4294967295 1099511627776 ''");
  EXPECT_EQ(text_of(table[3]), "'b1' 0 0 65536:0 0 ''");
  EXPECT_EQ(text_of(table[4]), "'b2' 0 0 0:0 4294967296 ''");
  EXPECT_EQ(text_of(table[5]),
            "'c' 0 0 0:0 5000000000 '' " + crypto::sha256("x").short_hex() + " text at 4294967295 probed");
  EXPECT_EQ(text_of(table[6]), "'d' 2 0 0:70000 0 '" + link.link + "'");
  EXPECT_EQ(text_of(table[7]), "'e' 3 0 0:0 0 ''");
  EXPECT_EQ(text_of(table[8]), "'" + name + "' 4 0 0:0 0 ''");
}

TEST(EntryTable, finds_by_path) {
  const EntryTable table({entry("b"), entry("a"), entry("a/b"), entry("a-")});
  EXPECT_EQ(paths_of(table), "a a- a/b b ");
  EXPECT_EQ(table.find("a/b"), table[2]);
  EXPECT_FALSE(table.find("a/"));
  EXPECT_FALSE(table.find("z"));
  EXPECT_EQ(table.position("a0"), 3u);
  EXPECT_FALSE(EntryTable().find(""));
  EXPECT_TRUE(EntryTable().begin() == EntryTable().end());
}

TEST(EntryTable, of_one_path_the_order_stays) {
  EntryTable table;
  for (const auto kind : {Kind::file, Kind::directory, Kind::symlink}) {
    table.add(entry("same", kind));
    table.add(entry("a"));
  }
  table.sort();
  EXPECT_EQ(table[3].kind(), Kind::file);
  EXPECT_EQ(table[4].kind(), Kind::directory);
  EXPECT_EQ(table[5].kind(), Kind::symlink);
  EXPECT_LT(table.order(4), table.order(5));
  table.keep_if(
      [&](std::size_t i) { return i + 1 == table.size() || table[i].path() != table[i + 1].path(); });
  EXPECT_EQ(paths_of(table), "a same ");
  EXPECT_EQ(table[1].kind(), Kind::symlink);
}

TEST(EntryTable, a_part_of_it_shares_its_memory) {
  const EntryTable table({entry("a"), entry("b"), entry("c")});
  const EntryTable part = table.filtered([](EntryView one) { return one.path() != "b"; });
  EXPECT_EQ(paths_of(part), "a c ");
  EXPECT_EQ(part[1], table[2]);
}

TEST(EntryTable, other_content_leaves_what_was_seen) {
  EntryTable table({entry("a"), entry("b")});
  const EntryView before = table[0];
  table.set_content(0, {crypto::sha256("x"), "x", false});
  EXPECT_EQ(table.find("a").content(), "x");
  EXPECT_FALSE(before.content());
  EXPECT_EQ(paths_of(table), "a b ");
}

TEST(EntryTable, a_hundred_thousand_files_in_little_memory) {
  EntryTable table;
  std::size_t names = 0;
  for (int i = 0; i < 100'000; ++i) {
    const LayerEntry file = entry(fmt::format("srv/data/{:03}/a-name-of-common-length-{:06}", i / 1000, i));
    names += file.path.str().size();
    table.add(file);
  }
  table.sort();
  // 12 bytes, up to 3 to the next multiple of four, a place of 4 bytes that a vector may hold twice.
  EXPECT_LT(table.memory_bytes(), names + 100'000u * 24);
  EXPECT_GT(table.memory_bytes(), names + 100'000u * 12);
}

}  // namespace
}  // namespace pushgate::oci
