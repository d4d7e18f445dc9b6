// SPDX-License-Identifier: Apache-2.0
#include "scanners/plan/image_user.hpp"

#include <gtest/gtest.h>

namespace pushgate::scanners {
namespace {

TEST(ImageUser, the_planned_one_by_name_or_number) {
  const plan::User planned{"appuser", 10001, 10002};
  for (const auto* user :
       {"appuser", "10001", "appuser:appuser", "10001:10002", "appuser:10002", "10001:appuser"}) {
    EXPECT_TRUE(is_planned_user(user, planned)) << user;
  }
  for (const auto* user :
       {"", "root", "0", "rtap", "rtap:10002", "10001:", ":10002", "10001:10001", "10001:0", "10001:root",
        "appuser:staff", "10001x", "-10001", " 10001", "4294977297"}) {
    EXPECT_FALSE(is_planned_user(user, planned)) << user;
  }
}

TEST(ImageUser, root_by_name_number_or_nothing) {
  for (const auto* user : {"", "root", "0", "00", "0:10001", "root:appuser", ":0"})
    EXPECT_TRUE(is_root_user(user)) << user;
  for (const auto* user : {"appuser", "10001", "10001:0", "1"}) EXPECT_FALSE(is_root_user(user)) << user;
}

}  // namespace
}  // namespace pushgate::scanners
