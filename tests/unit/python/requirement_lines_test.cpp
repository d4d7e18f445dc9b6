// SPDX-License-Identifier: Apache-2.0
#include "python/requirement_lines.hpp"

#include <gtest/gtest.h>

namespace pushgate::python {
namespace {

std::string lines(std::string_view text) {
  const auto result = logical_lines(text, "r.lock");
  if (!result) return result.error().render();
  std::string out;
  for (const auto& line : *result) out += std::to_string(line.number) + ":" + line.text + "|";
  return out;
}

TEST(RequirementLines, numbers_lines_and_drops_comments_and_blanks) {
  EXPECT_EQ(lines("# top\n\na==1 # why\n  \t\nb==2#x\n  # via a\n"), "3:a==1|5:b==2#x|");
  EXPECT_EQ(lines(""), "");
  EXPECT_EQ(lines("a==1"), "1:a==1|");
}

TEST(RequirementLines, joins_continuations) {
  EXPECT_EQ(lines("a==1 \\\n    --hash=x \\\n    --hash=y\nb\n"), "1:a==1     --hash=x     --hash=y|4:b|");
  EXPECT_EQ(lines("a\\\nb\n"), "1:ab|");
  EXPECT_EQ(lines("a \\"), "1:a|");
  EXPECT_EQ(lines("\\\n\\\n\na"), "4:a|");
}

TEST(RequirementLines, a_comment_line_ends_a_continuation) {
  EXPECT_EQ(lines("a==1 \\\n  # via b \\\nc==2\n"), "1:a==1|3:c==2|");
  EXPECT_EQ(lines("a==1\\\n# via b\nc==2\n"), "1:a==1|3:c==2|");
}

TEST(RequirementLines, a_comment_at_the_end_of_a_line_can_continue) {
  EXPECT_EQ(lines("a==1 # x \\\nb==2\nc\n"), "1:a==1|3:c|");
}

TEST(RequirementLines, takes_every_line_end_that_python_knows) {
  EXPECT_EQ(lines("a\r\nb\rc\n"), "1:a|2:b|3:c|");
  EXPECT_EQ(lines("# comment\fevil\n"), "2:evil|");
  EXPECT_EQ(lines("# comment\vevil\n"), "2:evil|");
  EXPECT_EQ(lines("# comment\x1c"
                  "evil\n"),
            "2:evil|");
  EXPECT_EQ(lines("# comment\xc2\x85"
                  "evil\n"),
            "2:evil|");
  EXPECT_EQ(lines("# comment\xe2\x80\xa8"
                  "evil\n"),
            "2:evil|");
}

TEST(RequirementLines, a_byte_order_mark_is_no_part_of_a_name) {
  EXPECT_EQ(lines("\xef\xbb\xbf"
                  "a==1\r\n"),
            "1:a==1|");
}

TEST(RequirementLines, what_is_not_utf8_cannot_be_read) {
  EXPECT_EQ(lines("a==1 # caf\xe9\n"), "pushgate: error: r.lock: is no text in UTF-8\n");
  EXPECT_EQ(lines(std::string_view("\xff\xfe"
                                   "a\0",
                                   4)),
            "pushgate: error: r.lock: is no text in UTF-8\n");
  EXPECT_EQ(lines(std::string_view("a\0b", 3)), "pushgate: error: r.lock: is no text in UTF-8\n");
}

TEST(RequirementLines, another_declared_encoding_cannot_be_read) {
  EXPECT_EQ(lines("# -*- coding: utf-7 -*-\na\n"),
            "pushgate: error: r.lock: declares the encoding 'utf-7', which pip honours; expected utf-8\n");
  EXPECT_EQ(lines("\n#coding=latin-1\na\n"),
            "pushgate: error: r.lock: declares the encoding 'latin-1', which pip honours; expected utf-8\n");
  EXPECT_EQ(lines("# coding: UTF-8\na\n"), "2:a|");
  EXPECT_EQ(lines("#\n#\n# coding: utf-7\na\n"), "4:a|");
}

}  // namespace
}  // namespace pushgate::python
