// SPDX-License-Identifier: Apache-2.0
#include "sbom/control_fields.hpp"

#include <gtest/gtest.h>

#include "base/ascii.hpp"

namespace pushgate::sbom {
namespace {

std::string error_of(std::string_view text, StrayLine stray = StrayLine::error) {
  ControlReader reader(text, "/status", stray);
  while (true) {
    const auto stanza = reader.next();
    if (!stanza) {
      EXPECT_EQ(stanza.error().code, ErrorCode::unchecked);
      return stanza.error().subject + ": " + stanza.error().what;
    }
    if (!*stanza) return "no error";
  }
}

TEST(ControlReader, reads_stanzas_with_continued_fields) {
  ControlReader reader("\n\nPackage: a \nDepends: b,\n c\n\td\n\n\n\nPACKAGE:x\r\nEmpty:\r\n\r\nLast: 1",
                       "/status", StrayLine::error);
  const auto first = reader.next();
  ASSERT_TRUE(first && *first);
  EXPECT_EQ((*first)->line, 3u);
  EXPECT_EQ((*first)->value("package"), "a");
  EXPECT_EQ((*first)->value("Depends"), "b,\n c\n\td");
  EXPECT_EQ((*first)->find("Depends")->line, 4u);
  EXPECT_EQ((*first)->find("Missing"), nullptr);
  const auto second = reader.next();
  ASSERT_TRUE(second && *second);
  EXPECT_EQ((*second)->value("Package"), "x");
  EXPECT_EQ((*second)->find("Empty")->value, "");
  const auto third = reader.next();
  ASSERT_TRUE(third && *third);
  EXPECT_EQ((*third)->value("Last"), "1");
  const auto end = reader.next();
  ASSERT_TRUE(end);
  EXPECT_FALSE(*end);
}

TEST(ControlReader, a_line_of_spaces_does_not_end_a_stanza) {
  ControlReader reader("A: 1\n \nB: 2\n", "/status", StrayLine::error);
  const auto stanza = reader.next();
  ASSERT_TRUE(stanza && *stanza);
  EXPECT_EQ((*stanza)->value("B"), "2");
}

TEST(ControlReader, a_stray_line_is_an_error_or_the_end_of_the_header) {
  EXPECT_EQ(error_of("A: 1\nstray\n"), "/status:2: is no field; expected 'Name: value'");
  EXPECT_EQ(error_of(" begins with a space\n"), "/status:1: is no field; expected 'Name: value'");
  EXPECT_EQ(error_of("two words: 1\n"), "/status:1: is no field; expected 'Name: value'");
  EXPECT_EQ(error_of(": 1\n"), "/status:1: is no field; expected 'Name: value'");
  ControlReader reader("A: 1\nstray\nB: 2\n", "/x", StrayLine::ends_header);
  const auto stanza = reader.next();
  ASSERT_TRUE(stanza && *stanza);
  EXPECT_EQ((*stanza)->fields.size(), 1u);
  EXPECT_FALSE(*reader.next());
}

TEST(ControlReader, refuses_what_no_database_holds) {
  EXPECT_EQ(error_of(std::string_view("A: 1\nB: \0\n", 10)), "/status:2: holds a NUL byte");
  EXPECT_EQ(error_of("A: " + std::string(1u << 20, 'x')), "/status:1: is longer than 1 MiB");
  std::string long_field = "A: 1\n";
  for (int i = 0; i < 1100; ++i) long_field += " " + std::string(1000, 'x') + "\n";
  EXPECT_EQ(error_of("Z: 1\n" + long_field), "/status:2: field A is longer than 1 MiB");
  std::string fields;
  for (int i = 0; i <= 10'000; ++i) fields += "A: 1\n";
  EXPECT_EQ(error_of(fields), "/status:10001: is the 10001st field of its stanza");
}

TEST(ControlReader, compares_letters_without_their_case) {
  EXPECT_TRUE(same_letters("License", "LICENSE"));
  EXPECT_FALSE(same_letters("License", "Licence"));
  EXPECT_FALSE(same_letters("a", "ab"));
  EXPECT_EQ(trim(" \t a b \r\n"), "a b");
  EXPECT_EQ(trim("  "), "");
}

}  // namespace
}  // namespace pushgate::sbom
