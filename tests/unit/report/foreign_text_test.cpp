// SPDX-License-Identifier: Apache-2.0
#include "report/foreign_text.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace pushgate::report {
namespace {

using testing::ElementsAre;

TEST(ForeignText, words_stay_and_commands_go) {
  EXPECT_EQ(foreign("std::string is ünï, a::b"), "std::string is ünï, a::b");
  EXPECT_EQ(foreign("::error::x"), "\\x3a:error::x");
  EXPECT_EQ(foreign("a ::error::x"), "a \\x3a:error::x");
  EXPECT_EQ(foreign("a##[group]b"), "a\\x23#[group]b");
  EXPECT_EQ(foreign("###[x]"), "#\\x23#[x]");
  EXPECT_EQ(foreign("a\n::b"), "a\\x0a::b");
}

TEST(ForeignText, columns_are_code_points) {
  EXPECT_EQ(columns(""), 0u);
  EXPECT_EQ(columns("abc"), 3u);
  EXPECT_EQ(columns("äö…🚀"), 4u);
}

TEST(ForeignText, shortening_keeps_whole_characters) {
  EXPECT_EQ(shorten_end("abc", 3), "abc");
  EXPECT_EQ(shorten_end("abcd", 3), "ab…");
  EXPECT_EQ(shorten_end("äöüß", 3), "äö…");
  EXPECT_EQ(shorten_end("abcd", 1), "…");
  EXPECT_EQ(shorten_middle("usr/lib/METADATA", 16), "usr/lib/METADATA");
  EXPECT_EQ(shorten_middle("usr/lib/METADATA", 13), "usr/…METADATA");
  EXPECT_EQ(shorten_middle("äöüßäöüß", 4), "ä…üß");
  EXPECT_EQ(shorten_middle("abcd", 1), "…");
}

TEST(ForeignText, lines_break_between_words) {
  EXPECT_THAT(wrap("", 10), ElementsAre(""));
  EXPECT_THAT(wrap("one two three", 13), ElementsAre("one two three"));
  EXPECT_THAT(wrap("one two three", 12), ElementsAre("one two", "three"));
  EXPECT_THAT(wrap("ä ö ü", 3), ElementsAre("ä ö", "ü"));
  EXPECT_THAT(wrap("a  b ", 9), ElementsAre("a b"));
}

TEST(ForeignText, a_long_word_breaks_where_it_must) {
  EXPECT_THAT(wrap("abcdefgh", 3), ElementsAre("abc", "def", "gh"));
  EXPECT_THAT(wrap("x abcdefgh", 4), ElementsAre("x", "abcd", "efgh"));
  EXPECT_THAT(wrap("äöüäöü", 4), ElementsAre("äöüä", "öü"));
  EXPECT_THAT(wrap("abcd::error", 4), ElementsAre("abc", "d::e", "rror"));  // no line starts with ::
  EXPECT_THAT(wrap("abc:::x", 4), ElementsAre("ab", "c:::", "x"));
}

}  // namespace
}  // namespace pushgate::report
