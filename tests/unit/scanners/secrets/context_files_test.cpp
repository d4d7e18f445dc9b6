// SPDX-License-Identifier: Apache-2.0
#include "scanners/secrets/context_files.hpp"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "store/staged_folder.hpp"

namespace pushgate::scanners {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const std::string k_token = "ghp_" + std::string("zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ0mLq17");

class ContextFiles : public testing::Test {
 protected:
  void write(const std::string& path, const std::string& content) const {
    fs::create_directories((context / path).parent_path());
    std::ofstream(context / path, std::ios::binary) << content;
  }

  ContextSearch search(ContextFolder input = {}) const {
    input.folder = context;
    fs::create_directories(copies);
    auto found = search_context(input, copies);
    EXPECT_TRUE(found) << found.error().what;
    return found ? *found : ContextSearch{};
  }

  /// `path:line`
  std::vector<std::string> places(const ContextSearch& found) const {
    std::vector<std::string> out;
    for (const auto& finding : found.findings) {
      const auto path = fs::path(finding.location.path).lexically_relative(context).string();
      out.push_back(path + ":" + std::to_string(finding.location.line));
    }
    return out;
  }

  std::vector<std::string> copied() const {
    std::vector<std::string> out;
    for (const auto& entry : fs::recursive_directory_iterator(copies)) {
      if (entry.is_regular_file()) out.push_back(entry.path().lexically_relative(copies).string());
    }
    std::ranges::sort(out);
    return out;
  }

  store::ScratchFolder folder = *store::ScratchFolder::create();
  fs::path context = folder.path() / "context";
  fs::path copies = folder.path() / "copies";
};

TEST_F(ContextFiles, lines_are_counted) {
  write("b/a.txt", "one\ntwo\n  " + k_token);
  write("b/b.txt", k_token);
  write("c.bin", std::string(600'000, '\n') + k_token);
  const auto found = search();
  EXPECT_THAT(places(found), ElementsAre("b/a.txt:3", "b/b.txt:1", "c.bin:600001"));
  EXPECT_THAT(found.doubts, IsEmpty());
}

TEST_F(ContextFiles, what_is_not_entered) {
  write(".git/config", k_token);
  write("sub/.git/config", k_token);
  write("venv/x", k_token);
  write("a/.env", k_token);
  write("a/venv/x", k_token);
  EXPECT_THAT(places(search({.folder = {}, .left_out = {"venv", "a/.env"}})), ElementsAre("a/venv/x:1"));
}

TEST_F(ContextFiles, links_and_pipes) {
  write("x", "x");
  std::ofstream(folder.path() / "outside") << k_token;
  fs::create_symlink(folder.path() / "outside", context / "link");
  fs::create_directory_symlink(folder.path(), context / "folder");
  ASSERT_EQ(::mkfifo((context / "pipe").c_str(), 0600), 0);
  const auto found = search();
  EXPECT_THAT(found.findings, IsEmpty());
  EXPECT_THAT(found.doubts, IsEmpty());
  EXPECT_THAT(copied(), ElementsAre("x"));
}

TEST_F(ContextFiles, what_trivy_gets) {
  write("text.md", "text");
  write("binary", std::string("\0\1\2", 3));
  write("a/code.pyc", std::string("\0\1\2", 3));
  write("large.txt", std::string((10u << 20) + 1, 'x') + k_token);
  const auto found = search();
  EXPECT_THAT(places(found), ElementsAre("large.txt:1")) << "large ones are searched here alone";
  EXPECT_THAT(copied(), ElementsAre("a/code.pyc", "text.md"));
}

TEST_F(ContextFiles, limits_are_doubts) {
  for (int i = 0; i < 5; ++i) write(std::to_string(i), "x");
  EXPECT_THAT(search({.folder = {}, .left_out = {}, .most_entries = 5}).doubts, IsEmpty());
  fs::remove_all(copies);
  EXPECT_THAT(search({.folder = {}, .left_out = {}, .most_entries = 4}).doubts,
              ElementsAre(context.string() + " has more than 4 files and folders"));
}

}  // namespace
}  // namespace pushgate::scanners
