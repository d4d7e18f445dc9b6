// SPDX-License-Identifier: Apache-2.0
#include "adapter/compress/format.hpp"

#include <gtest/gtest.h>

#include "support/compressed.hpp"

namespace pushgate::compress {
namespace {

Format of(std::string_view head) {
  return detect({reinterpret_cast<const std::uint8_t*>(head.data()), head.size()});
}

TEST(Format, is_told_by_the_first_bytes) {
  EXPECT_EQ(of(test::gzip("x")), Format::gzip);
  EXPECT_EQ(of(test::zstd("x")), Format::zstd);
  EXPECT_EQ(of(std::string_view("\xfd"
                                "7zXZ\0",
                                6)),
            Format::xz);
  EXPECT_EQ(of("BZh91AY"), Format::bzip2);
  EXPECT_EQ(of("usr/bin/tool"), Format::none);
}

TEST(Format, a_skippable_frame_is_zstd) {
  EXPECT_EQ(of(std::string_view("\x50\x2a\x4d\x18\0\0\0\0", 8)), Format::zstd);
  EXPECT_EQ(of(std::string_view("\x5f\x2a\x4d\x18\0\0\0\0", 8)), Format::zstd);
  EXPECT_EQ(of(std::string_view("\x60\x2a\x4d\x18\0\0\0\0", 8)), Format::none);
}

TEST(Format, too_few_bytes_are_no_format) {
  for (const auto* head : {"", "\x1f", "\x28\xb5\x2f", "BZ"}) EXPECT_EQ(of(head), Format::none) << head;
}

}  // namespace
}  // namespace pushgate::compress
