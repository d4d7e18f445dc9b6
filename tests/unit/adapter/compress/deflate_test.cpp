// SPDX-License-Identifier: Apache-2.0
#include "adapter/compress/deflate.hpp"

#include <gtest/gtest.h>

#include "support/compressed.hpp"
#include "unpacked.hpp"

namespace pushgate::compress {
namespace {

std::string inflated(const std::string& stream, std::size_t piece, std::size_t room, Limits limits = {}) {
  return unpacked(*make_deflate(limits), stream, piece, room);
}

TEST(Deflate, gives_back_what_was_packed_in_any_pieces) {
  const std::string text = sample_text(100'000);
  for (const std::size_t piece : {std::size_t{1}, std::size_t{13}, std::size_t{1} << 20}) {
    EXPECT_EQ(inflated(test::deflate(text), piece, 4096), text);
    EXPECT_EQ(inflated(test::deflate(""), piece, 1), "");
  }
  EXPECT_EQ(inflated(test::deflate(text, 0), 1000, 1), text);
}

TEST(Deflate, refuses_what_is_not_one_whole_stream) {
  const std::string stream = test::deflate(sample_text(10'000));
  EXPECT_EQ(inflated(stream.substr(0, stream.size() - 1), 100, 100),
            "error: its DEFLATE stream is cut short");
  EXPECT_EQ(inflated("", 1, 1), "error: its DEFLATE stream is cut short");
  EXPECT_EQ(inflated(stream + "x", 100, 100), "error: has bytes behind the end of its DEFLATE stream");
  EXPECT_EQ(inflated("\x07", 1, 1), "error: is no sound DEFLATE stream");
}

TEST(Deflate, has_a_limit) {
  EXPECT_EQ(inflated(test::deflate(std::string(2000, '0')), 100, 100, {.total_bytes = 1000}),
            "error: unpacks to more than 1000 bytes");
}

TEST(Crc32, known_value) {
  Crc32 crc;
  EXPECT_EQ(crc.value(), 0u);
  const std::string_view text = "123456789";
  for (const char c : text) crc.update({reinterpret_cast<const std::uint8_t*>(&c), 1});
  EXPECT_EQ(crc.value(), 0xcbf43926u);
}

}  // namespace
}  // namespace pushgate::compress
