// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "scanners/wheel/wheel_scanner.hpp"

namespace pushgate::test {

/// `rule: message` of each finding about a file of that name and content; `error: …` where it could not be
/// checked.
inline std::vector<std::string> checked(const std::string& name, const std::string& bytes) {
  std::string folder = testing::TempDir() + "wheel-XXXXXX";
  const std::filesystem::path path = ::mkdtemp(folder.data());
  std::ofstream(path / name, std::ios::binary) << bytes;
  const auto findings = scanners::check_wheel((path / name).string());
  std::filesystem::remove_all(path);
  if (!findings) return {"error: " + findings.error().what};
  std::vector<std::string> out;
  for (const auto& finding : *findings) {
    EXPECT_EQ(finding.subject, name);
    out.push_back(finding.rule + ": " + finding.message);
  }
  return out;
}

}  // namespace pushgate::test
