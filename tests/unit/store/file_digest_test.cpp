// SPDX-License-Identifier: Apache-2.0
#include "store/file_digest.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "adapter/crypto/sha256.hpp"
#include "store/files.hpp"
#include "store/staged_folder.hpp"

namespace pushgate::store {
namespace {

TEST(FileDigest, is_that_of_the_bytes) {
  const auto folder = ScratchFolder::create();
  ASSERT_TRUE(folder);
  const std::string bytes((5u << 20) + 1, 'x');
  ASSERT_TRUE(write_file(folder->path() / "large", bytes));
  ASSERT_TRUE(write_file(folder->path() / "empty", ""));
  EXPECT_EQ(digest_file(folder->path() / "large"), crypto::sha256(bytes));
  EXPECT_EQ(digest_file(folder->path() / "empty"), crypto::sha256(""));
}

TEST(FileDigest, what_is_no_file_has_none) {
  const auto folder = ScratchFolder::create();
  ASSERT_TRUE(folder);
  const auto name = folder->path().string();
  EXPECT_EQ(digest_file(folder->path()).error().render(),
            "pushgate: error: " + name + ": is no regular file\n");
  EXPECT_EQ(digest_file(folder->path() / "none").error().render(),
            "pushgate: error: " + name + "/none: cannot be read: No such file or directory\n");
  ASSERT_EQ(::mkfifo((name + "/pipe").c_str(), 0600), 0);
  EXPECT_EQ(digest_file(folder->path() / "pipe").error().render(),
            "pushgate: error: " + name + "/pipe: is no regular file\n");
}

}  // namespace
}  // namespace pushgate::store
