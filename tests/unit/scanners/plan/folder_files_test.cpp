// SPDX-License-Identifier: Apache-2.0
#include "scanners/plan/folder_files.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "store/staged_folder.hpp"

namespace pushgate::scanners {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;

class FolderFilesTest : public ::testing::Test {
 protected:
  FolderFilesTest() : m_folder(*store::ScratchFolder::create()) {}

  void write(const std::string& path) {
    const auto file = m_folder.path() / path;
    fs::create_directories(file.parent_path());
    std::ofstream(file) << "x";
  }
  FolderFiles python() {
    return files_below(m_folder.path(), [](std::string_view name) { return name.ends_with(".py"); },
                       {"tests"});
  }

  store::ScratchFolder m_folder;
};

TEST_F(FolderFilesTest, what_is_wanted_in_order_and_not_what_others_brought) {
  for (const auto* path : {"b.py", "a/c.py", "a/d.txt", ".git/e.py", "venv/f.py", "x/node_modules/g.py",
                           "tests/h.py", "a/i.py/j.txt"})
    write(path);
  fs::create_directory_symlink(m_folder.path() / "a", m_folder.path() / "link");
  fs::create_symlink(m_folder.path() / "b.py", m_folder.path() / "k.py");
  const auto found = python();
  EXPECT_TRUE(found.whole);
  EXPECT_THAT(found.files, ElementsAre(m_folder.path() / "a/c.py", m_folder.path() / "b.py"));
}

TEST_F(FolderFilesTest, too_many_are_told) {
  for (int i = 0; i < 2000; ++i) write(std::to_string(i) + ".py");
  EXPECT_TRUE(python().whole);
  write("2000.py");
  EXPECT_FALSE(python().whole);
  EXPECT_EQ(python().files.size(), 2000u);
}

TEST_F(FolderFilesTest, a_folder_that_is_none) {
  const auto found = files_below(m_folder.path() / "none", [](std::string_view) { return true; }, {});
  EXPECT_FALSE(found.whole);
  EXPECT_TRUE(found.files.empty());
}

}  // namespace
}  // namespace pushgate::scanners
