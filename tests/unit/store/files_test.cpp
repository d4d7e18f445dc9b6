// SPDX-License-Identifier: Apache-2.0
#include "store/files.hpp"

#include "store/descriptor.hpp"
#include "unit/store/folder.hpp"

namespace pushgate::store {
namespace {

class Files : public FolderTest {};

TEST_F(Files, reads_what_is_there) {
  const std::string bytes(300'000, 'x');
  put("a", bytes);
  put("empty", "");
  EXPECT_EQ(*read_file(path("a"), 300'000), bytes);
  EXPECT_EQ(*read_file(path("empty"), 0), "");
  EXPECT_FALSE(read_file("/proc/self/status", 1 << 20)->empty());
}

TEST_F(Files, reads_no_more_than_the_limit) {
  put("a", "12345");
  EXPECT_EQ(*read_file(path("a"), 5), "12345");
  EXPECT_EQ(error_of(read_file(path("a"), 4)), "pushgate: error: a: is longer than 4 bytes\n");
  EXPECT_EQ(error_of(read_file("/proc/self/status", 10)),
            "pushgate: error: /proc/self/status: is longer than 10 bytes\n");
}

TEST_F(Files, says_why_it_cannot_read) {
  EXPECT_EQ(error_of(read_file(path("none"), 10)), "pushgate: error: none: does not exist\n");
  EXPECT_EQ(read_file(path("none"), 10).error().code, ErrorCode::unchecked);
  EXPECT_EQ(read_file(path("none"), 10, true).error().code, ErrorCode::misuse);
  std::filesystem::create_directory(path("folder"));
  EXPECT_EQ(error_of(read_file(path("folder"), 10)),
            "pushgate: error: folder: is a folder; expected a file\n");
  ASSERT_EQ(::mkfifo(path("pipe").c_str(), 0600), 0);
  EXPECT_EQ(error_of(read_file(path("pipe"), 10)),
            "pushgate: error: pipe: is a device or a pipe; expected a regular file\n");
  EXPECT_EQ(error_of(read_file(path("none/x"), 10)), "pushgate: error: none/x: does not exist\n");
  put("file", "");
  EXPECT_EQ(error_of(read_file(path("file/x"), 10)),
            "pushgate: error: file/x: cannot be read: Not a directory\n");
}

TEST_F(Files, a_link_is_followed_or_not_as_asked) {
  put("a", "text");
  std::filesystem::create_symlink("a", path("link"));
  EXPECT_EQ(*read_file(path("link"), 10), "text");
  EXPECT_EQ(*read_plain_file(path("a"), 10), "text");
  EXPECT_EQ(error_of(read_plain_file(path("link"), 10)),
            "pushgate: error: link: is a symbolic link; expected a file\n");
  EXPECT_EQ(error_of(read_plain_file(path("none"), 10)), "pushgate: error: none: does not exist\n");
}

TEST_F(Files, writes_a_file_and_nothing_else) {
  ASSERT_TRUE(write_file(path("a"), "one"));
  ASSERT_TRUE(write_file(path("a"), "two"));
  EXPECT_EQ(get("a"), "two");
  EXPECT_EQ(names(), (std::set<std::string>{"a"}));
  ASSERT_TRUE(write_file(path("secret"), "s", 0600));
  struct stat status {};
  ASSERT_EQ(::stat(path("secret").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600u);
}

TEST_F(Files, a_name_of_full_length_can_be_written) {
  const std::string name(255, 'n');
  ASSERT_TRUE(write_file(path(name), "x"));
  EXPECT_EQ(names(), (std::set<std::string>{name}));
}

TEST_F(Files, a_link_stays_and_its_target_is_replaced) {
  put("real/a", "one");
  std::filesystem::create_symlink("real/a", path("link"));
  ASSERT_TRUE(write_file(path("link"), "two"));
  EXPECT_TRUE(std::filesystem::is_symlink(path("link")));
  EXPECT_EQ(get("real/a"), "two");
  std::filesystem::create_symlink("gone", path("lost"));
  EXPECT_EQ(error_of(write_file(path("lost"), "x")),
            "pushgate: error: lost: is a symbolic link that leads nowhere: No such file or directory\n");
}

TEST_F(Files, a_device_is_written_into_and_never_replaced) {
  ASSERT_TRUE(write_file("/dev/null", "x"));
  EXPECT_TRUE(std::filesystem::is_character_file("/dev/null"));
  EXPECT_EQ(error_of(write_file("/dev/full", "x")),
            "pushgate: error: /dev/full: cannot be written: No space left on device\n");
}

TEST_F(Files, says_why_it_cannot_write) {
  EXPECT_EQ(error_of(write_file(path("none/a"), "x")),
            "pushgate: error: none/a: cannot be written: No such file or directory\n");
  std::filesystem::create_directory(path("folder"));
  EXPECT_EQ(error_of(write_file(path("folder"), "x")),
            "pushgate: error: folder: is a folder; expected a file\n");
}

TEST_F(Files, a_full_disk_leaves_the_old_file_alone) {
  put("a", "old");
  const std::string told =
      on_a_full_disk([&] { return error_of(write_file(path("a"), std::string(10'000, 'x'))); });
  EXPECT_EQ(told, "pushgate: error: a: cannot be written: File too large\n");
  EXPECT_EQ(get("a"), "old");
  EXPECT_EQ(names(), (std::set<std::string>{"a"}));
}

TEST_F(Files, a_new_file_is_never_put_over_another) {
  ASSERT_TRUE(write_new_file(path("key"), "one", 0600));
  const auto again = write_new_file(path("key"), "two", 0600);
  EXPECT_EQ(error_of(again),
            "pushgate: error: key: exists already, and is never overwritten\n"
            "  hint: choose another name, or move that file away\n");
  EXPECT_EQ(again.error().code, ErrorCode::misuse);
  EXPECT_EQ(get("key"), "one");
  std::filesystem::create_symlink("gone", path("link"));
  EXPECT_FALSE(write_new_file(path("link"), "x", 0600));
  EXPECT_EQ(names(), (std::set<std::string>{"key", "link"}));
}

}  // namespace
}  // namespace pushgate::store
