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

constexpr std::string_view k_passwd =
    "root:x:0:0::/root:/bin/sh\n# a comment\n\nappuser:x:10001:10001::/:/bin/false\nbroken\n";
constexpr std::string_view k_group = "root:x:0:\naudio:x:29:appuser\n";

// `UID:GID NAME`, or what is wrong.
std::string found(std::string_view user, std::string_view passwd = k_passwd) {
  const auto who = find_user(user, passwd, k_group);
  if (!who) return who.error().what;
  return std::to_string(who->uid) + ":" + std::to_string(who->gid) + " " + who->name;
}

TEST(ImageUser, is_found_as_runtimes_find_it) {
  EXPECT_EQ(found("appuser"), "10001:10001 appuser");
  EXPECT_EQ(found("10001"), "10001:10001 appuser");
  EXPECT_EQ(found("appuser:audio"), "10001:29 appuser");
  EXPECT_EQ(found("appuser:77"), "10001:77 appuser");
  EXPECT_EQ(found("10001:"), "10001:10001 appuser");
  EXPECT_EQ(found(""), "0:0 root");
  EXPECT_EQ(found(":audio"), "0:29 root");
  EXPECT_EQ(found("4242"), "4242:0 ");
  EXPECT_EQ(found("0", ""), "0:0 ");
  EXPECT_EQ(found("broken"), "0:0 broken");  // fields that are no numbers are 0
  EXPECT_EQ(found("10001", "10001:x:0:0::/:/bin/sh\n"), "0:0 10001");
}

TEST(ImageUser, whom_the_image_does_not_have) {
  EXPECT_EQ(found("rtap"),
            "runs as `rtap`, whom its /etc/passwd does not have, so that no container of it starts");
  EXPECT_EQ(
      found("appuser:staff"),
      "runs as `appuser:staff`, whose group its /etc/group does not have, so that no container of it starts");
}

}  // namespace
}  // namespace pushgate::scanners
