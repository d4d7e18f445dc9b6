// SPDX-License-Identifier: Apache-2.0
#include "policy/document/image_rules_reader.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "policy/document/distributions_reader.hpp"
#include "policy/document/policy_document.hpp"

namespace pushgate::policy {
namespace {

using model::Severity;
using testing::ElementsAre;

Result<Policy> policy_with(const std::string& more) {
  return parse_policy("version: 1\nfail_on: [HIGH]\n" + more, "p.yaml");
}

std::string errors_of(const std::string& more) {
  const auto policy = policy_with(more);
  return policy ? "no error" : policy.error().render();
}

TEST(ImageRulesReader, every_key_is_read) {
  const auto policy = policy_with(
      "licenses:\n"
      "  allow: [mit, GPL-2.0+, GPL-2.0-only WITH Classpath-exception-2.0, LicenseRef-Own]\n"
      "  deny: [AGPL-3.0]\n"
      "packages:\n"
      "  forbidden:\n"
      "    - {purl: pkg:pypi/Foo_Bar, versions: \"<1.2\", reason: leaks}\n"
      "    - {purl: pkg:deb/debian/telnetd, reason: no telnet}\n"
      "coverage: {min_percent: 95, max_unowned: 3}\n"
      "end_of_life: deny\n"
      "max_image_size: 8GiB\n"
      "severity: {image/*: LOW}\n");
  ASSERT_TRUE(policy) << policy.error().render();
  const ImageRules& rules = policy->image;
  EXPECT_THAT(rules.licenses->allow, ElementsAre("gpl-2.0-only with classpath-exception-2.0",
                                                 "gpl-2.0-or-later", "licenseref-own", "mit"));
  EXPECT_THAT(rules.licenses->deny, ElementsAre("agpl-3.0-only"));
  ASSERT_EQ(rules.forbidden.size(), 2u);
  EXPECT_EQ(rules.forbidden[0].package.name, "foo-bar");
  EXPECT_EQ(rules.forbidden[0].versions->text(), "<1.2");
  EXPECT_EQ(rules.forbidden[0].reason, "leaks");
  EXPECT_FALSE(rules.forbidden[1].versions);
  EXPECT_EQ(rules.coverage->min_percent, 95);
  EXPECT_EQ(rules.coverage->max_unowned, 3u);
  EXPECT_TRUE(rules.end_of_life->contains("debian"));
  EXPECT_EQ(rules.max_image_size, 8ULL << 30U);
  // Of rules.yaml, but for what the policy says itself.
  EXPECT_EQ(policy->severities.at("license/denied"), Severity::high);
  EXPECT_EQ(policy->severities.at("image/too-large"), Severity::low);
  EXPECT_TRUE(policy->looks_at_inventory());
  EXPECT_FALSE(policy_with("")->looks_at_inventory());
  EXPECT_TRUE(policy_with("")->severities.empty());
}

TEST(ImageRulesReader, tells_what_is_wrong) {
  EXPECT_EQ(errors_of("licenses:\n  allow: [Apache2]\n  deny: []\n"),
            "pushgate: error: p.yaml:4:11: \"allow\" has 'Apache2'; expected one SPDX licence, such as MIT, "
            "GPL-2.0-or-later or GPL-2.0-only WITH Classpath-exception-2.0\n"
            "pushgate: error: p.yaml:5:9: \"deny\" is empty; expected at least one licence\n");
  EXPECT_EQ(
      errors_of("licenses: {deny: [MIT OR Zlib]}\n"),
      "pushgate: error: p.yaml:3:19: \"deny\" has 'MIT OR Zlib'; expected one SPDX licence, such as MIT, "
      "GPL-2.0-or-later or GPL-2.0-only WITH Classpath-exception-2.0\n");
  EXPECT_EQ(errors_of("licenses: {}\n"),
            "pushgate: error: p.yaml:3:11: \"licenses\" says nothing; expected allow, deny or both\n");
  EXPECT_EQ(errors_of("packages:\n  forbidden:\n    - {purl: pkg:pypi/a@1, reason: r}\n"
                      "    - {purl: a, reason: r}\n    - {purl: pkg:pypi/a, reason: \" \"}\n"
                      "    - {purl: pkg:pypi/a, version: 1, reason: r}\n"),
            "pushgate: error: p.yaml:5:14: \"purl\" is 'pkg:pypi/a@1'; expected type and name alone, such as "
            "pkg:pypi/urllib3\n"
            "  hint: versions are said by `versions`\n"
            "pushgate: error: p.yaml:6:14: \"purl\" is 'a', which does not begin with 'pkg:'\n"
            "pushgate: error: p.yaml:7:34: \"reason\" of a forbidden package is empty; expected a text\n"
            "pushgate: error: p.yaml:8:26: unknown key 'version'; expected one of purl, reason, versions\n"
            "  hint: did you mean 'versions'?\n");
  // An ecosystem whose order is not known has exact versions alone.
  EXPECT_EQ(errors_of("packages: {forbidden: [{purl: pkg:maven/a/b, versions: \"=1\", reason: r}]}\n"),
            "no error");
  EXPECT_THAT(errors_of("packages: {forbidden: [{purl: pkg:maven/a/b, versions: \"<1\", reason: r}]}\n"),
              testing::StartsWith("pushgate: error: p.yaml:3:56: \"versions\" '<1': the order of versions "));
  EXPECT_EQ(
      errors_of("coverage: {}\nend_of_life: true\nmax_image_size: 8 gigabytes\n"),
      "pushgate: error: p.yaml:3:11: \"coverage\" says nothing; expected min_percent, max_unowned or both\n"
      "pushgate: error: p.yaml:4:14: \"end_of_life\" is 'true'; expected deny\n"
      "pushgate: error: p.yaml:5:17: \"max_image_size\" is '8 gigabytes'; expected a size such as 8GiB or "
      "500MB\n");
  EXPECT_EQ(errors_of("require: {rules: [license/denied]}\n"),
            "pushgate: error: p.yaml:3:19: rule 'license/denied' cannot be required; expected one of "
            "policies/rules.yaml that a scanner looks for\n");
}

TEST(DistributionsReader, reads_the_table_that_is_compiled_in) {
  const auto table = distributions();
  ASSERT_TRUE(table) << table.error().render();
  EXPECT_EQ(format_date(table->at("debian").ends.at("10")), "2024-06-30");
  EXPECT_TRUE(table->at("wolfi").rolling);
  for (const auto& [name, one] : *table) EXPECT_NE(one.rolling, !one.ends.empty()) << name;
}

TEST(DistributionsReader, tells_what_is_wrong) {
  const auto table = parse_distributions(
      "version: 1\ndistributions:\n  a: {ends: {\"1\": 2026-02-30}}\n  b: {source: s}\n", "d.yaml");
  ASSERT_FALSE(table);
  EXPECT_EQ(
      table.error().render(),
      "pushgate: error: d.yaml:3:6: key 'source' is missing in distribution 'a'\n"
      "pushgate: error: d.yaml:3:19: '1' ends on '2026-02-30'; expected a day of the calendar, YYYY-MM-DD\n"
      "pushgate: error: d.yaml:4:3: 'b' is rolling or has releases that end; expected one\n");
}

}  // namespace
}  // namespace pushgate::policy
