// SPDX-License-Identifier: Apache-2.0
#include "evidence/file_tree.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "store/staged_folder.hpp"

namespace pushgate::evidence {
namespace {

using Kind = FileTree::Kind;
using Names = std::map<std::string, Kind>;

/// The same files on a disk and in memory.
TEST(FileTree, memory_and_disk_say_the_same) {
  const auto scratch = *store::ScratchFolder::create();
  const std::string root = scratch.path().string();
  FilesInMemory memory;
  for (const auto& [name, bytes] : {std::pair("a/b/c", "1"), {"a/b-c", "22"}, {"a/z", ""}, {"ab", "4"}}) {
    const std::string path = root + "/" + name;
    std::filesystem::create_directories(std::filesystem::path(path).parent_path());
    std::ofstream(path) << bytes;
    memory.add(path, bytes);
  }
  for (const FileTree* tree : {&files_on_disk(), static_cast<const FileTree*>(&memory)}) {
    EXPECT_EQ(*tree->names_in(root + "/a", 3),
              (Names{{"b", Kind::folder}, {"b-c", Kind::file}, {"z", Kind::file}}));
    EXPECT_EQ(tree->names_in(root + "/a", 2).error().render(),
              "pushgate: error: " + root + "/a: holds more than 2 files\n");
    EXPECT_EQ(tree->kind_of(root + "/a"), Kind::folder);
    EXPECT_EQ(tree->kind_of(root + "/a/z"), Kind::file);
    EXPECT_EQ(tree->kind_of(root + "/a/b-"), std::nullopt);
    EXPECT_EQ(tree->size_of(root + "/a/b-c"), 2u);
    EXPECT_EQ(tree->size_of(root + "/none"), std::nullopt);
    EXPECT_EQ(*tree->read(root + "/a/b-c", 2), "22");
    EXPECT_EQ(tree->read(root + "/a/b-c", 1).error().what, "is longer than 1 bytes");
    EXPECT_EQ(tree->read(root + "/none", 1).error().what, "does not exist");
  }
}

TEST(FileTree, links_on_a_disk_are_not_followed) {
  const auto scratch = *store::ScratchFolder::create();
  const std::string link = (scratch.path() / "link").string();
  std::filesystem::create_symlink("/etc/passwd", link);
  EXPECT_EQ(files_on_disk().kind_of(link), Kind::link);
  EXPECT_EQ(files_on_disk().read(link, 1 << 20).error().what, "is a symbolic link; expected a file");
}

}  // namespace
}  // namespace pushgate::evidence
