// SPDX-License-Identifier: Apache-2.0
#include "store/new_file.hpp"

#include "unit/store/folder.hpp"

namespace pushgate::store {
namespace {

class NewFiles : public FolderTest {};

TEST_F(NewFiles, appears_when_it_is_whole) {
  auto file = NewFile::create(path("a"));
  ASSERT_TRUE(file);
  EXPECT_TRUE(file->write("one"));
  EXPECT_TRUE(file->write(" two"));
  EXPECT_TRUE(file->sync());
  EXPECT_EQ(get("a"), "no such file");
  EXPECT_EQ(get(file->path().filename().string()), "one two");
  EXPECT_TRUE(file->commit());
  EXPECT_EQ(get("a"), "one two");
  EXPECT_EQ(names(), (std::set<std::string>{"a"}));
}

TEST_F(NewFiles, leaves_nothing_behind_where_it_does_not) {
  { EXPECT_TRUE(NewFile::create(path("a"))->write("half")); }
  EXPECT_EQ(names(), std::set<std::string>());
}

TEST_F(NewFiles, never_takes_a_name_that_is_taken) {
  const std::string taken =
      "pushgate: error: a: exists already, and is never overwritten\n"
      "  hint: choose another name, or move that file away\n";
  auto late = NewFile::create(path("a"));
  ASSERT_TRUE(late);
  put("a", "mine");
  EXPECT_EQ(error_of(NewFile::create(path("a"))), taken);
  EXPECT_TRUE(late->write("other"));
  EXPECT_TRUE(late->sync());
  EXPECT_EQ(error_of(late->commit()), taken);
  EXPECT_EQ(get("a"), "mine");
}

TEST_F(NewFiles, says_why_it_cannot_be_written) {
  EXPECT_EQ(error_of(NewFile::create(path("none/a"))),
            "pushgate: error: none/a: cannot be written: No such file or directory\n");
  const auto told = on_a_full_disk([&] {
    auto file = NewFile::create(path("a"));
    return error_of(file->write(std::string(5000, 'x')));
  });
  EXPECT_EQ(told, "pushgate: error: a: cannot be written: File too large\n");
}

}  // namespace
}  // namespace pushgate::store
