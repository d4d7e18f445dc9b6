// SPDX-License-Identifier: Apache-2.0
#include "policy/licenses.hpp"

#include <gtest/gtest.h>

#include <string>

namespace pushgate::policy {
namespace {

using Kind = model::License::Kind;

Permission of(const std::string& text, const LicenseRules& rules) {
  return judge_licenses({{text, Kind::spdx_expression}}, rules).permission;
}

TEST(Licenses, one_may_choose_of_or_and_not_of_and) {
  const LicenseRules rules{{"mit", "bsd-3-clause"}, {"gpl-3.0-only"}};
  EXPECT_EQ(of("MIT", rules), Permission::allowed);
  EXPECT_EQ(of("Apache-2.0", rules), Permission::not_listed);
  EXPECT_EQ(of("GPL-3.0-only", rules), Permission::denied);
  EXPECT_EQ(of("MIT OR GPL-3.0-only", rules), Permission::allowed);
  EXPECT_EQ(of("MIT AND GPL-3.0-only", rules), Permission::denied);
  // AND binds more than OR.
  EXPECT_EQ(of("GPL-3.0-only OR MIT AND Apache-2.0", rules), Permission::not_listed);
  EXPECT_EQ(of("(GPL-3.0-only OR MIT) AND BSD-3-Clause", rules), Permission::allowed);
  EXPECT_EQ(of("((Apache-2.0) AND (MIT or GPL-3.0-only))", rules), Permission::not_listed);
}

TEST(Licenses, without_a_list_of_allowed_ones_what_is_not_denied_is) {
  const LicenseRules rules{{}, {"agpl-3.0-only"}};
  EXPECT_EQ(of("Apache-2.0", rules), Permission::allowed);
  EXPECT_EQ(of("AGPL-3.0-only", rules), Permission::denied);
  EXPECT_EQ(of("LicenseRef-own", rules), Permission::allowed);
}

TEST(Licenses, what_is_denied_is_so_whether_it_is_allowed_or_not) {
  EXPECT_EQ(of("MIT", {{"mit"}, {"mit"}}), Permission::denied);
}

TEST(Licenses, a_licence_with_an_exception_is_looked_for_with_it_first) {
  const LicenseRules rules{{"gpl-2.0-only with classpath-exception-2.0"}, {"gpl-2.0-only"}};
  EXPECT_EQ(of("GPL-2.0-only WITH Classpath-exception-2.0", rules), Permission::allowed);
  EXPECT_EQ(of("GPL-2.0-only WITH Bison-exception-2.2", rules), Permission::denied);
  EXPECT_EQ(of("GPL-2.0-only", rules), Permission::denied);
  EXPECT_EQ(of("MIT WITH Bison-exception-2.2", {{"mit"}, {}}), Permission::allowed);
}

TEST(Licenses, a_plus_lets_one_take_the_licence_itself) {
  EXPECT_EQ(of("Apache-2.0+", {{"apache-2.0"}, {}}), Permission::allowed);
  EXPECT_EQ(of("Apache-2.0+", {{}, {"apache-2.0"}}), Permission::denied);
  EXPECT_EQ(of("Apache-2.0", {{"apache-2.0+"}, {}}), Permission::not_listed);
}

TEST(Licenses, old_names_of_the_gnu_licences_are_the_new_ones) {
  EXPECT_EQ(canonical_license("GPL-2.0"), "gpl-2.0-only");
  EXPECT_EQ(canonical_license("LGPL-2.1+"), "lgpl-2.1-or-later");
  EXPECT_EQ(canonical_license("AGPL-3.0-or-later"), "agpl-3.0-or-later");
  EXPECT_EQ(canonical_license("GPL-2.0-with-classpath-exception"), "gpl-2.0-with-classpath-exception");
  EXPECT_EQ(canonical_license("Apache-2.0+"), "apache-2.0+");
  EXPECT_EQ(of("GPL-2.0+", {{}, {"gpl-2.0-or-later"}}), Permission::denied);
}

TEST(Licenses, what_is_no_expression_is_unrecognised) {
  const LicenseRules rules{{"mit"}, {"gpl-3.0-only"}};
  for (const std::string text :
       {"", "MIT OR", "OR MIT", "(MIT", "MIT)", "MIT MIT", "MIT WITH", "()", "MIT AND (OR)"}) {
    EXPECT_EQ(of(text, rules), Permission::unrecognised) << text;
  }
  EXPECT_EQ(of(std::string(5000, '(') + "MIT" + std::string(5000, ')'), rules), Permission::unrecognised);
  const auto judged = judge_licenses({{"MIT", Kind::spdx_id}, {"MIT", Kind::name}}, rules);
  EXPECT_EQ(judged.permission, Permission::unrecognised);
  EXPECT_EQ(judged.because, "MIT");
}

TEST(Licenses, all_that_a_package_states_have_to_be_permitted) {
  const LicenseRules rules{{"mit"}, {"gpl-3.0-only"}};
  const auto judged = judge_licenses(
      {{"MIT", Kind::spdx_id}, {"GPL-3.0-only", Kind::spdx_id}, {"Zlib", Kind::spdx_id}}, rules);
  EXPECT_EQ(judged.permission, Permission::denied);
  EXPECT_EQ(judged.because, "GPL-3.0-only");
}

}  // namespace
}  // namespace pushgate::policy
