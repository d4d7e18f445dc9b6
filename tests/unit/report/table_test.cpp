// SPDX-License-Identifier: Apache-2.0
#include "report/table.hpp"

#include <gtest/gtest.h>

namespace pushgate::report {
namespace {

const std::vector<Column> k_columns = {
    {"S", 4, Column::Cut::never}, {"NAME", 5, Column::Cut::end}, {"WHERE", 8, Column::Cut::middle}};

std::string table_of(std::vector<std::vector<std::string>> rows, std::size_t width,
                     const std::string& note = "") {
  std::vector<Row> made;
  for (auto& cells : rows) made.push_back({model::Severity::high, std::move(cells), note});
  return write_table(k_columns, std::move(made), width, Paint(false));
}

TEST(Table, columns_are_as_wide_as_their_widest_cell) {
  EXPECT_EQ(table_of({{"HIGH", "ünï", "a/b"}, {"LOW", "longer name", ""}}, 60),
            "  S     NAME         WHERE\n"
            "  HIGH  ünï          a/b\n"
            "  LOW   longer name\n");
}

TEST(Table, the_last_column_shrinks_then_goes_then_the_others_shrink) {
  const std::vector<std::vector<std::string>> rows = {{"HIGH", "some name", "usr/lib/python3/METADATA"}};
  EXPECT_EQ(table_of(rows, 43),
            "  S     NAME       WHERE\n"
            "  HIGH  some name  usr/lib/python3/METADATA\n");
  EXPECT_EQ(table_of(rows, 31),
            "  S     NAME       WHERE\n"
            "  HIGH  some name  usr…METADATA\n");
  EXPECT_EQ(table_of(rows, 26),
            "  S     NAME\n"
            "  HIGH  some name\n");
  EXPECT_EQ(table_of(rows, 14),
            "  S     NAME\n"
            "  HIGH  some …\n");
}

TEST(Table, a_column_that_says_nothing_is_left_away) {
  EXPECT_EQ(table_of({{"HIGH", "", "a/b"}, {"LOW", "", "c"}}, 60),
            "  S     WHERE\n"
            "  HIGH  a/b\n"
            "  LOW   c\n");
}

TEST(Table, a_note_stands_below_its_row) {
  EXPECT_EQ(table_of({{"HIGH", "a", "b"}}, 30, "the waiver of ann expired"),
            "  S     NAME  WHERE\n"
            "  HIGH  a     b\n"
            "            the waiver of ann\n"
            "            expired\n");
}

}  // namespace
}  // namespace pushgate::report
