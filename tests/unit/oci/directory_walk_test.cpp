// SPDX-License-Identifier: Apache-2.0
#include "oci/directory_walk.hpp"

#include <gtest/gtest.h>

#include "base/format.hpp"
#include "oci/entry_table.hpp"
#include "opened.hpp"

namespace pushgate::oci {
namespace {

/// A tree of links, `path>target` each, and a walk through it that writes down what it passes.
struct Walked {
  explicit Walked(const std::vector<std::pair<std::string, std::string>>& links,
                  std::uint64_t most_names = 1000)
      : walk(
            "layer", [this](std::string_view path) { return table.find(path); },
            [this](std::string_view path, EntryView, bool behind_link) {
              passed += fmt::format("{}{} ", path, behind_link ? "*" : "");
              return Result<void>();
            },
            most_names) {
    std::vector<LayerEntry> entries;
    for (const auto& [path, target] : links) {
      LayerEntry& link = entries.emplace_back();
      link.path = *RootPath::parse(path);
      link.kind = LayerEntry::Kind::symlink;
      link.link = target;
    }
    table = EntryTable(entries);
  }
  std::string find(std::string_view directory) {
    const auto found = walk.find(directory);
    return found ? std::string(*found) : error_text(found);
  }

  EntryTable table;
  std::string passed;
  DirectoryWalk walk;
};

TEST(DirectoryWalk, each_directory_is_entered_once) {
  Walked walked({});
  for (const auto* directory : {"", "a", "a/b", "a/b/c", "a/b", "a/d", "a-", "b"})
    EXPECT_EQ(walked.find(directory), directory);
  EXPECT_EQ(walked.passed, "a a/b a/b/c a/d a- b ");
}

TEST(DirectoryWalk, links_are_followed) {
  Walked walked({{"l", "/x/y"}, {"m", "l/z"}, {"x/y/up", "../.."}});
  EXPECT_EQ(walked.find("l"), "x/y");
  EXPECT_EQ(walked.find("l/n"), "x/y/n");
  EXPECT_EQ(walked.passed, "x* x/y* x/y/n* ");
  EXPECT_EQ(walked.find("m"), "x/y/z");
  EXPECT_EQ(walked.find("l/up"), "");
  EXPECT_EQ(walked.find("l/up/n"), "n");
}

TEST(DirectoryWalk, what_leads_nowhere) {
  Walked walked({{"a", "b"}, {"b", "a"}});
  EXPECT_EQ(walked.find("x/y"), "x/y");
  EXPECT_EQ(walked.find("a/y"), "layer: 'a' lies behind more than 40 symbolic links");
  EXPECT_EQ(walked.find("x/z"), "x/z") << "an error spoils nothing";
}

TEST(DirectoryWalk, names_are_counted) {
  std::string far = "n";
  for (int i = 1; i < 100; ++i) far += "/n";
  Walked walked({{"a", far}, {"b", far}}, 201);
  EXPECT_EQ(walked.find("a"), far);
  EXPECT_EQ(walked.find("a/x/y").size(), far.size() + 4);
  EXPECT_EQ(walked.find("b"), "layer: its paths lead over more than 201 names, most of them behind links");
}

}  // namespace
}  // namespace pushgate::oci
