// SPDX-License-Identifier: Apache-2.0
#include "plan/dockerfile/expansion.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace pushgate::dockerfile {
namespace {

Environment some_environment() {
  Environment out;
  out.set("FILE", "a/b/c.tar.gz");
  out.set("EMPTY", "");
  out.set("LINES", "one\ntwo");
  out.set("WORDS", "1 2");
  return out;
}

std::string expanded(std::string_view word, char escape = '\\') {
  const auto out = expand_word(word, some_environment(), escape);
  return out ? *out : out.error().render();
}

TEST(Expansion, patterns_are_taken_from_the_ends) {
  EXPECT_EQ(expanded("${FILE#*/}"), "b/c.tar.gz");
  EXPECT_EQ(expanded("${FILE##*/}"), "c.tar.gz");
  EXPECT_EQ(expanded("${FILE%.*}"), "a/b/c.tar");
  EXPECT_EQ(expanded("${FILE%%.*}"), "a/b/c");
  EXPECT_EQ(expanded("${FILE#?}"), "/b/c.tar.gz");
  EXPECT_EQ(expanded("${FILE#nothing}"), "a/b/c.tar.gz");
  EXPECT_EQ(expanded("${LINES##*}"), "\ntwo") << "a star stays in its line";
}

TEST(Expansion, patterns_are_replaced) {
  EXPECT_EQ(expanded("${FILE/\\//-}"), "a-b/c.tar.gz");
  EXPECT_EQ(expanded("${FILE//\\//-}"), "a-b-c.tar.gz");
  EXPECT_EQ(expanded("${FILE/b*t/_}"), "a/_ar.gz");
  EXPECT_EQ(expanded("${EMPTY//x/y}"), "");
}

TEST(Expansion, quotes_and_escapes_go) {
  EXPECT_EQ(expanded(R"(a"b c"'$FILE'\$FILE)"), "ab c$FILE$FILE");
  EXPECT_EQ(expanded("C:\\path `$FILE", '`'), "C:\\path $FILE");
}

TEST(Expansion, wrong_syntax_is_refused) {
  EXPECT_EQ(expanded("${FILE"), "pushgate: error: ${ is not closed; expected a }\n");
  EXPECT_EQ(expanded("${FILE:-x"), "pushgate: error: ${ is not closed; expected a }\n");
  EXPECT_EQ(expanded("${}"), "pushgate: error: ${ is followed by }; expected the name of a variable\n");
  EXPECT_EQ(expanded("${FILE:=x}"),
            "pushgate: error: ${FILE:=…} is not supported; expected one of :- - :+ + :? ? # ## % %% / //\n");
  EXPECT_EQ(expanded("${NONE:?set it}"), "pushgate: error: NONE: set it\n");
  EXPECT_EQ(expanded("${EMPTY:?}"), "pushgate: error: EMPTY: is not allowed to be empty\n");
  EXPECT_EQ(expanded("${NONE?}"), "pushgate: error: NONE: is not allowed to be unset\n");
  EXPECT_EQ(expanded("'a"), "pushgate: error: the end is reached; expected a matching single quote\n");
  EXPECT_EQ(expanded("${FILE#\\x}"),
            "pushgate: error: pattern '\\x' has a \\ before something else than * ? \\ / }\n");
}

TEST(Expansion, words_are_what_blanks_outside_of_quotes_make) {
  const auto words = expand_words("80 $WORDS '3 4' ${EMPTY}", some_environment(), '\\');
  ASSERT_TRUE(words);
  EXPECT_THAT(*words, testing::ElementsAre("80", "1", "2", "3 4"));
}

TEST(Expansion, hostile_words_end_at_a_limit) {
  Environment environment;
  environment.set("A", std::string(1u << 20, 'a'));
  std::string twenty;
  for (int i = 0; i < 20; ++i) twenty += "$A";
  for (const auto& word : {twenty, std::string("${A//a/aaaaaaaaaaaaaaaaaaaa}")}) {
    const auto out = expand_word(word, environment, '\\');
    ASSERT_FALSE(out);
    EXPECT_EQ(out.error().code, ErrorCode::unchecked);
    EXPECT_EQ(out.error().what, "its variables expand to too much; expected at most 16777216 bytes in all");
  }
  const std::string some(10'000, 'a');
  environment.set("B", some);
  EXPECT_EQ(expand_word("${B//*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*b/x}", environment, '\\'), some);
  std::string deep;
  for (int i = 0; i < 20000; ++i) deep += "${X:-";
  const auto out = expand_word(deep, environment, '\\');
  ASSERT_FALSE(out);
  EXPECT_EQ(out.error().what, "has ${…} in ${…} over 100 deep");
}

}  // namespace
}  // namespace pushgate::dockerfile
