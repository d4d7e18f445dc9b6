// SPDX-License-Identifier: Apache-2.0
#include "scanners/plan/image_selection.hpp"

#include <gtest/gtest.h>

namespace pushgate::scanners {
namespace {

TEST(ImageSelection, adds_the_plan_s_files_to_what_others_want) {
  const auto selection = with_plan_files(oci::Selection([](const oci::ListedFile& file) {
    return file.path == "etc/group" ? oci::Want::hash : oci::Want::nothing;
  }));
  const auto want = [&](std::string_view path, std::uint64_t size = 100) {
    return selection.want({path, size, 0644});
  };
  for (const auto* path : {"etc/passwd", "etc/group", "etc/machine-profile.json"}) {
    EXPECT_EQ(want(path), oci::Want::content) << path;
  }
  EXPECT_EQ(want("app/etc/passwd"), oci::Want::nothing);
  EXPECT_EQ(want("etc/passwd", 2u << 20), oci::Want::nothing);
  EXPECT_EQ(want("etc/group", 2u << 20), oci::Want::hash);
}

}  // namespace
}  // namespace pushgate::scanners
