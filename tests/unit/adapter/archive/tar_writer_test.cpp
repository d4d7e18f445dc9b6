// SPDX-License-Identifier: Apache-2.0
#include "adapter/archive/tar_writer.hpp"

#include <gtest/gtest.h>

#include "listing.hpp"

namespace pushgate::archive {
namespace {

std::string tar_of(const std::string& name, const std::string& content) {
  return *tar_file_header(name, content.size()) + content + tar_padding(content.size()) + tar_end();
}

TEST(TarWriter, what_it_writes_is_read) {
  for (const std::size_t size : {0u, 1u, 511u, 512u, 513u}) {
    const std::string content(size, 'x');
    EXPECT_EQ(listing(tar_of("a/b", content)), "f a/b" + (content.empty() ? "" : " " + content) + "\n");
    EXPECT_EQ(tar_of("a/b", content).size() % 512, 0u);
  }
}

TEST(TarWriter, long_names_are_parted_at_a_slash) {
  const std::string part(100, 'n');
  const std::string folder(155, 'f');
  for (const std::string& name : {part, folder + "/" + part, "a/" + part, std::string(99, 'a') + "/b"}) {
    EXPECT_EQ(listing(tar_of(name, "x")), "f " + name + " x\n");
  }
  for (const std::string& name : {part + "n", folder + "f/" + part, folder + "/" + part + "n", "/" + part,
                                  std::string(300, 'a'), std::string()}) {
    const auto header = tar_file_header(name, 1);
    ASSERT_FALSE(header) << name;
    EXPECT_EQ(header.error().code, ErrorCode::misuse);
    EXPECT_EQ(
        header.error().what,
        "is too long a name for a tar; expected at most 100 bytes, or 155 before a slash and 100 behind it");
  }
}

TEST(TarWriter, eight_gigabytes_are_too_many) {
  EXPECT_TRUE(tar_file_header("a", (8ull << 30) - 1));
  EXPECT_EQ(tar_file_header("a", 8ull << 30).error().what, "has 8589934592 bytes; expected less than 8 GiB");
}

}  // namespace
}  // namespace pushgate::archive
