// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "adapter/process/process.hpp"

namespace pushgate::process {
namespace {

class FindExecutable : public ::testing::Test {
 protected:
  void SetUp() override {
    auto name = (std::filesystem::path(::testing::TempDir()) / "find.XXXXXX").string();
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    m_folder = name;
    for (const auto* folder : {"first", "second"}) std::filesystem::create_directory(m_folder / folder);
  }
  void TearDown() override { std::filesystem::remove_all(m_folder); }

  void put(const std::string& name, mode_t mode) const {
    std::ofstream(m_folder / name) << "#!/bin/sh\n";
    ASSERT_EQ(::chmod((m_folder / name).c_str(), mode), 0);
  }
  std::string path() const { return (m_folder / "first").string() + "::" + (m_folder / "second").string(); }

  std::filesystem::path m_folder;
};

TEST_F(FindExecutable, takes_the_first_that_can_be_run) {
  put("first/tool", 0644);
  std::filesystem::create_directory(m_folder / "first" / "folder");
  put("second/tool", 0755);
  put("second/folder", 0755);
  EXPECT_EQ(find_executable("tool", path()), m_folder / "second" / "tool");
  EXPECT_EQ(find_executable("folder", path()), m_folder / "second" / "folder");
  put("first/tool", 0644);
  ASSERT_EQ(::chmod((m_folder / "first" / "tool").c_str(), 0755), 0);
  EXPECT_EQ(find_executable("tool", path()), m_folder / "first" / "tool");
}

TEST_F(FindExecutable, never_looks_in_the_working_folder) {
  put("second/tool", 0755);
  const auto before = std::filesystem::current_path();
  std::filesystem::current_path(m_folder / "second");
  EXPECT_EQ(find_executable("tool", ""), std::nullopt);
  EXPECT_EQ(find_executable("tool", "::"), std::nullopt);
  EXPECT_EQ(find_executable("", path()), std::nullopt);
  std::filesystem::current_path(before);
}

TEST_F(FindExecutable, a_name_with_a_slash_is_a_path) {
  put("second/tool", 0755);
  const auto whole = m_folder / "second" / "tool";
  EXPECT_EQ(find_executable(whole.string(), ""), whole);
  EXPECT_EQ(find_executable("second/tool", m_folder.string()), std::nullopt);
}

}  // namespace
}  // namespace pushgate::process
