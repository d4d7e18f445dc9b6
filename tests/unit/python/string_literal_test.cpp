// SPDX-License-Identifier: Apache-2.0
#include "python/string_literal.hpp"

#include <gtest/gtest.h>

#include <utility>
#include <vector>

namespace pushgate::python {
namespace {

TEST(StringLiteral, escapes_are_pythons) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"", ""},
      {"plain \u00e9", "plain \u00e9"},
      {R"(\x41\u00e9\U0001f600)", "A\u00e9\U0001f600"},
      {R"(\101\7\0)", std::string("A\a\0", 3)},
      {R"(\777)", "\u01ff"},
      {R"(\t\n\r\a\b\f\v\\\'\")", "\t\n\r\a\b\f\v\\'\""},
      {R"(\d\.\8)", R"(\d\.\8)"},
      {"a\\\nb\\\r\nc\\\rd", "abcd"},
  };
  for (const auto& [text, meaning] : cases) EXPECT_EQ(string_literal(text), meaning) << text;
}

TEST(StringLiteral, what_python_refuses_is_none) {
  for (const std::string text :
       {"\\", "a\nb", "a\rb", "\\x4", "\\x4g", "\\u004", "\\U00110000", "\\ud800", "\\N{DASH}"}) {
    EXPECT_EQ(string_literal(text), std::nullopt) << text;
  }
  EXPECT_EQ(string_literal(std::string_view("a\0b", 3)), std::nullopt);
  EXPECT_EQ(string_literal(std::string_view("\\\0", 2)), std::nullopt);
}

}  // namespace
}  // namespace pushgate::python
