// SPDX-License-Identifier: Apache-2.0
#include "policy/document/rule_book_reader.hpp"

#include <gtest/gtest.h>

#include <string>

namespace pushgate::policy {
namespace {

std::string errors_of(std::string_view text) {
  const auto book = parse_rule_book(text, "rules.yaml");
  return book ? "no error" : book.error().render();
}

TEST(RuleBookReader, reads_rules) {
  const auto book = parse_rule_book(
      "version: 1\nrules:\n  a/b: {severity: LOW, weight: 100, why: Because.}\n  a/c: {severity: HIGH, why: "
      "So.}\n",
      "rules.yaml");
  ASSERT_TRUE(book) << book.error().render();
  ASSERT_EQ(book->size(), 2u);
  EXPECT_EQ(book->at("a/b").severity, model::Severity::low);
  EXPECT_EQ(book->at("a/b").weight, 100);
  EXPECT_EQ(book->at("a/b").why, "Because.");
  EXPECT_EQ(book->at("a/c").weight, 0);
}

TEST(RuleBookReader, tells_what_is_wrong) {
  EXPECT_EQ(
      errors_of("version: 1\nrules:\n  ab: {severity: HIHG, weight: 101}\n"),
      "pushgate: error: rules.yaml:3:3: rule 'ab' names no scanner; expected SCANNER/NAME\n"
      "pushgate: error: rules.yaml:3:7: key 'why' is missing in rule 'ab'\n"
      "pushgate: error: rules.yaml:3:18: 'HIHG' is no severity; expected CRITICAL, HIGH, MEDIUM, LOW or "
      "UNKNOWN\n"
      "pushgate: error: rules.yaml:3:32: \"weight\" is out of range; expected one from 0 to 100, got 101\n");
  EXPECT_EQ(errors_of("version: 1\n"),
            "pushgate: error: rules.yaml:1:1: key 'rules' is missing in the rule book\n");
}

}  // namespace
}  // namespace pushgate::policy
