// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "adapter/compress/decompressor.hpp"
#include "support/compressed.hpp"
#include "unpacked.hpp"

namespace pushgate::compress {
namespace {

std::string read(std::string_view stream, std::size_t piece = 1u << 20, std::size_t room = 1u << 16) {
  return unpacked(**Decompressor::make(Format::zstd), stream, piece, room);
}

std::string skippable(std::string_view content) {
  std::string frame("\x53\x2a\x4d\x18", 4);
  frame += static_cast<char>(content.size());
  frame += std::string(3, '\0');
  return frame + std::string(content);
}

TEST(Zstd, unpacks_in_pieces_of_any_size) {
  const std::string text = sample_text(300'000);
  const std::string stream = test::zstd(text);
  EXPECT_EQ(read(stream), text);
  EXPECT_EQ(read(stream, 1), text);
  EXPECT_EQ(read(stream, 4096, 100), text);
}

TEST(Zstd, several_frames_and_skippable_ones_are_one_stream) {
  const std::string stream =
      skippable("head") + test::zstd("one ") + skippable("") + test::zstd("two") + skippable("index");
  EXPECT_EQ(read(stream), "one two");
  EXPECT_EQ(read(stream, 1), "one two");
}

TEST(Zstd, a_cut_at_any_byte_is_told) {
  const std::string stream = test::zstd(sample_text(400));
  for (std::size_t size = 0; size < stream.size(); ++size)
    EXPECT_EQ(read(stream.substr(0, size)), "error: is not valid zstd: it is cut short") << size;
}

TEST(Zstd, what_follows_the_last_frame_is_refused) {
  EXPECT_EQ(read(test::zstd("text") + "abcdefgh"), "error: is not valid zstd: bytes follow its last frame");
  EXPECT_EQ(read(test::zstd("text") + std::string(512, '\0')),
            "error: is not valid zstd: bytes follow its last frame");
}

TEST(Zstd, the_checksum_is_checked) {
  std::string stream = test::zstd("content");
  stream.back() = static_cast<char>(stream.back() ^ 1);
  EXPECT_EQ(read(stream), "error: is not valid zstd: its checksum is wrong");
}

TEST(Zstd, the_window_is_memory_and_bounded) {
  const std::string text = sample_text(100'000);
  EXPECT_EQ(read(test::zstd_with_window(text, 25)), text);
  EXPECT_EQ(read(test::zstd_with_window(text, 26)), "error: asks zstd for a window of more than 32 MiB");
}

}  // namespace
}  // namespace pushgate::compress
