// SPDX-License-Identifier: Apache-2.0
#include "base/escape.hpp"

#include <gtest/gtest.h>

namespace pushgate {
namespace {

TEST(Escape, text_stays_and_controls_go) {
  EXPECT_EQ(escape_controls("plain text, ünïcödé, 漢字, 🚀"), "plain text, ünïcödé, 漢字, 🚀");
  EXPECT_EQ(escape_controls("a\tb\r\n"), "a\\x09b\\x0d\\x0a");
  EXPECT_EQ(escape_controls("\x1b[31mred"), "\\x1b[31mred");
  EXPECT_EQ(escape_controls("\x7f"), "\\x7f");
  EXPECT_EQ(escape_controls("\xc2\x9b"
                            "31m"),
            "\\xc2\\x9b31m");  // C1 CSI
  EXPECT_EQ(escape_controls("\xe2\x80\xae"
                            "x"),
            "\\xe2\\x80\\xaex");  // right-to-left override
  EXPECT_EQ(escape_controls(std::string_view("\0", 1)), "\\x00");
}

TEST(Escape, code_points_are_added_as_utf8) {
  struct {
    std::uint32_t code;
    std::string_view bytes;
  } const k_cases[] = {
      {0x7f, "\x7f"},
      {0x80, "\xc2\x80"},
      {0x7ff, "\xdf\xbf"},
      {0x800, "\xe0\xa0\x80"},
      {0xd7ff, "\xed\x9f\xbf"},
      {0xffff, "\xef\xbf\xbf"},
      {0x10000, "\xf0\x90\x80\x80"},
      {0x10ffff, "\xf4\x8f\xbf\xbf"},
  };
  for (const auto& row : k_cases) {
    std::string out = "a";
    EXPECT_TRUE(append_utf8(out, row.code)) << row.code;
    EXPECT_EQ(out, "a" + std::string(row.bytes)) << row.code;
  }
  for (const std::uint32_t code : {0xd800u, 0xdfffu, 0x110000u, 0xffffffffu}) {
    std::string out;
    EXPECT_FALSE(append_utf8(out, code)) << code;
    EXPECT_EQ(out, "");
  }
}

TEST(Escape, broken_utf8_is_shown_byte_by_byte) {
  EXPECT_EQ(escape_controls("\xff"
                            "a"),
            "\\xffa");
  EXPECT_EQ(escape_controls("\xc3"), "\\xc3");
  EXPECT_EQ(escape_controls("\xed\xa0\x80"), "\\xed\\xa0\\x80");  // surrogate
  EXPECT_EQ(escape_controls("\xc0\xaf"), "\\xc0\\xaf");           // overlong
}

TEST(Escape, is_utf8) {
  EXPECT_TRUE(is_utf8(""));
  EXPECT_TRUE(is_utf8("漢字 🚀"));
  EXPECT_FALSE(is_utf8("\xf4\x90\x80\x80"));
  EXPECT_FALSE(is_utf8("ab\xe2\x82"));
}

}  // namespace
}  // namespace pushgate
