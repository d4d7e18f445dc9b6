// SPDX-License-Identifier: Apache-2.0
#include "python/package_name.hpp"

#include <gtest/gtest.h>

namespace pushgate::python {
namespace {

TEST(PackageName, is_letters_digits_and_separators_between_them) {
  for (const auto* name : {"a", "A9", "typing_extensions", "zope.interface", "a--b", "2to3"}) {
    EXPECT_TRUE(is_package_name(name)) << name;
  }
  for (const auto* name : {"", "-a", "a-", "_a", "a.", "a b", "a/b", "é", "a\n"}) {
    EXPECT_FALSE(is_package_name(name)) << name;
  }
}

TEST(PackageName, names_are_compared_in_one_spelling) {
  EXPECT_EQ(normalize_name("Typing_Extensions"), "typing-extensions");
  EXPECT_EQ(normalize_name("zope.interface"), "zope-interface");
  EXPECT_EQ(normalize_name("a-_.-b"), "a-b");
  EXPECT_EQ(normalize_name("ruamel.yaml.clib"), "ruamel-yaml-clib");
}

}  // namespace
}  // namespace pushgate::python
