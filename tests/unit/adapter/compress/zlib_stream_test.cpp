// SPDX-License-Identifier: Apache-2.0
#include "adapter/compress/zlib_stream.hpp"

#include <gtest/gtest.h>

#include "support/compressed.hpp"
#include "unit/adapter/compress/unpacked.hpp"

namespace pushgate::compress {
namespace {

std::string unpack(std::string_view packed, std::size_t limit = 1u << 20) {
  const auto out = unpack_zlib({reinterpret_cast<const std::uint8_t*>(packed.data()), packed.size()}, limit);
  if (out) return *out;
  EXPECT_EQ(out.error().code, ErrorCode::unchecked);
  return "error: " + out.error().what;
}

constexpr const char* k_cut = "error: its zlib stream is cut short";
constexpr const char* k_bad = "error: is no sound zlib stream";

TEST(ZlibStream, unpacks_a_stream_and_leaves_what_is_behind_it) {
  for (const std::size_t size : {0, 1, 65535, 65536, 65537, 131072, 500000}) {
    const std::string text = sample_text(size);
    EXPECT_EQ(unpack(test::zlib(text)), text) << size;
    EXPECT_EQ(unpack(test::zlib(text) + std::string(500, '\0')), text) << size;
  }
  const std::string zeros(1u << 20, '\0');
  EXPECT_EQ(unpack(test::zlib(zeros)), zeros);
}

TEST(ZlibStream, a_stream_that_is_cut_short_is_an_error_wherever_it_is_cut) {
  const std::string packed = test::zlib(sample_text(3000));
  for (std::size_t size = 0; size < packed.size(); ++size) {
    ASSERT_EQ(unpack(packed.substr(0, size)), k_cut) << size;
  }
}

TEST(ZlibStream, corrupt_streams_are_errors) {
  std::string packed = test::zlib("crates");
  packed.back() = static_cast<char>(packed.back() ^ 1);
  EXPECT_EQ(unpack(packed), k_bad) << "checksum";
  EXPECT_EQ(unpack("{\"packages\":[]}"), k_bad) << "not packed";
  EXPECT_EQ(unpack(test::gzip("crates")), k_bad) << "gzip";
  EXPECT_EQ(unpack(std::string("\x78\xbb\x00\x00\x00\x01", 6)), k_bad) << "a dictionary is wanted";
}

TEST(ZlibStream, the_limit_is_held_by_a_bomb) {
  const std::string bomb = test::zlib(std::string(100u << 20, '\0'));
  EXPECT_EQ(unpack(bomb, 100'000), "error: has more than 100000 bytes once it is unpacked");
  EXPECT_EQ(unpack(test::zlib(std::string(100'000, 'a')), 100'000), std::string(100'000, 'a'));
  EXPECT_EQ(unpack(test::zlib(std::string(100'001, 'a')), 100'000),
            "error: has more than 100000 bytes once it is unpacked");
}

}  // namespace
}  // namespace pushgate::compress
