// SPDX-License-Identifier: Apache-2.0
#include "oci/file_spool.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include "opened.hpp"
#include "temporary_folder.hpp"

namespace pushgate::oci {
namespace {

std::span<const std::uint8_t> bytes_of(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

/// What a reader of `count` bytes at `offset` gets.
std::string read(const RandomAccess& file, std::uint64_t offset, std::size_t count) {
  std::string text(count, '?');
  const auto got = file.read_at(offset, {reinterpret_cast<std::uint8_t*>(text.data()), text.size()});
  return got ? text.substr(0, *got) : error_text(got);
}

/// Puts a file in, in pieces.
Result<void> fill(FileSpool& spool, std::string_view text, std::size_t piece) {
  TRY(spool.begin(text.size(), "usr/bin/tool"));
  for (; !text.empty(); text.remove_prefix(std::min(piece, text.size())))
    TRY(spool.append(bytes_of(text.substr(0, piece))));
  return {};
}

TEST(FileSpool, reads_at_any_place_in_memory_or_from_disk) {
  const std::string_view text = "0123456789abcdef";
  for (const std::size_t memory : {100u, 16u, 15u, 0u}) {
    FileSpool spool(memory);
    ASSERT_TRUE(fill(spool, text, 5));
    EXPECT_EQ(spool.size(), 16u);
    EXPECT_EQ(read(spool, 0, 4), "0123");
    EXPECT_EQ(read(spool, 4, 7), "456789a");
    EXPECT_EQ(read(spool, 14, 7), "ef");
    EXPECT_EQ(read(spool, 16, 1), "");
    EXPECT_EQ(read(spool, ~std::uint64_t{0}, 1), "");
  }
}

TEST(FileSpool, serves_one_file_after_the_other) {
  FileSpool spool(4);
  for (const std::string_view text : {"long enough", "shrt", "", "again long", "x"}) {
    ASSERT_TRUE(fill(spool, text, 3));
    EXPECT_EQ(spool.size(), text.size());
    EXPECT_EQ(read(spool, 0, 100), text);
  }
}

TEST(FileSpool, leaves_nothing_behind) {
  const TemporaryFolder folder;
  FileSpool spool(0);
  ASSERT_TRUE(fill(spool, "content", 7));
  EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

TEST(FileSpool, a_folder_that_is_not_there) {
  const TemporaryFolder folder("nowhere");
  FileSpool spool(4);
  EXPECT_TRUE(fill(spool, "tiny", 7)) << "needs no folder";
  const auto filled = fill(spool, "large", 7);
  ASSERT_FALSE(filled);
  EXPECT_EQ(filled.error().render(), "pushgate: error: " + folder.path() +
                                         ": cannot hold a temporary file: No such file or directory\n"
                                         "  hint: set TMPDIR to a folder that can be written\n");
}

}  // namespace
}  // namespace pushgate::oci
