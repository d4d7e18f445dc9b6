// SPDX-License-Identifier: Apache-2.0
#include "python/requirement_tree.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

namespace pushgate::python {
namespace {

using ::testing::ElementsAre;

using Texts = std::map<std::string, std::string>;

// `PATH`, `PATH (constraint)` of each file; or the error.
std::vector<std::string> read(const Texts& texts, const std::string& first = "r/a.txt") {
  const auto files = read_requirement_tree(first, [&](const std::string& path) -> Result<std::string> {
    const auto found = texts.find(path);
    if (found == texts.end()) return fail(Error::unchecked(path, "does not exist"));
    return found->second;
  });
  if (!files) return {files.error().render()};
  std::vector<std::string> out;
  for (const auto& file : *files) out.push_back(file.path + (file.is_constraint ? " (constraint)" : ""));
  return out;
}

TEST(RequirementTree, paths_are_relative_to_the_file_that_names_them) {
  EXPECT_THAT(read({{"r/a.txt", "-r ./b/b.txt\n-c ../c.txt\n-r /abs/d.txt\n-r file:///abs/e.txt\n"},
                    {"r/b/b.txt", "-r ../f.txt"},
                    {"r/f.txt", ""},
                    {"c.txt", "-r g.txt"},
                    {"g.txt", ""},
                    {"/abs/d.txt", ""},
                    {"/abs/e.txt", ""}}),
              ElementsAre("r/a.txt", "r/b/b.txt", "r/f.txt", "c.txt (constraint)", "g.txt (constraint)",
                          "/abs/d.txt", "/abs/e.txt"));
  EXPECT_THAT(read({{"../a.txt", "-r ../b.txt"}, {"../../b.txt", ""}}, "./../a.txt"),
              ElementsAre("../a.txt", "../../b.txt"));
}

TEST(RequirementTree, a_file_twice_is_there_once_and_no_constraint_if_it_is_a_requirement_once) {
  EXPECT_THAT(read({{"r/a.txt", "-c b.txt\n-r b.txt\n-c b.txt\n"}, {"r/b.txt", "-r c.txt"}, {"r/c.txt", ""}}),
              ElementsAre("r/a.txt", "r/b.txt", "r/c.txt"));
}

TEST(RequirementTree, a_cycle_is_named) {
  EXPECT_THAT(read({{"r/a.txt", "\n-r b.txt"}, {"r/b.txt", "-c ../r/a.txt"}}),
              ElementsAre("pushgate: error: r/b.txt:1: includes itself: r/a.txt -> r/b.txt -> r/a.txt\n"
                          "  while reading what r/a.txt:2 includes\n"
                          "  hint: remove one of these -r or -c lines\n"));
}

TEST(RequirementTree, a_file_that_is_missing_is_named_with_the_line_that_wants_it) {
  EXPECT_THAT(
      read({{"r/a.txt", "-r b.txt"}}),
      ElementsAre("pushgate: error: r/b.txt: does not exist\n  while reading what r/a.txt:1 includes\n"));
}

TEST(RequirementTree, nothing_is_fetched) {
  EXPECT_THAT(
      read({{"r/a.txt", "-r https://user:secret@host/b.txt"}}),
      ElementsAre("pushgate: error: r/a.txt:1: includes another file: (not shown); nothing is fetched from "
                  "the net here\n  hint: keep the file beside this one and name it by its path\n"));
}

TEST(RequirementTree, files_and_depth_are_bounded) {
  Texts deep;
  Texts wide;
  for (int i = 0; i < 1001; ++i) {
    deep[std::to_string(i)] = "-r " + std::to_string(i + 1);
    wide["a"] += "-r " + std::to_string(i) + "\n";
    wide[std::to_string(i)] = "";
  }
  const auto deep_error = read(deep, "0");
  ASSERT_EQ(deep_error.size(), 1u);
  EXPECT_TRUE(deep_error[0].starts_with("pushgate: error: 49:1: is the 50th include in a row\n"))
      << deep_error[0];
  EXPECT_THAT(read(wide, "a"), ElementsAre("pushgate: error: 999: is one more than 1000 requirement files\n"
                                           "  while reading what a:1000 includes\n"));
}

}  // namespace
}  // namespace pushgate::python
