// SPDX-License-Identifier: Apache-2.0
#include "policy/image_rules.hpp"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "model/judged_evidence.hpp"
#include "policy/policy.hpp"
#include "unit/policy/cases.hpp"

namespace pushgate::policy {
namespace {

using cases::k_now;
using cases::k_today;
using model::Component;
using model::Decision;
using model::Evidence;
using model::Finding;
using model::Severity;
using model::Verdict;
using Kind = model::License::Kind;

Component package(std::string ecosystem, std::string name, std::string version) {
  Component made;
  made.purl = "pkg:" + ecosystem + "/" + name + "@" + version;
  made.ecosystem = std::move(ecosystem);
  made.name = std::move(name);
  made.version = std::move(version);
  return made;
}

Evidence image(std::vector<Component> components = {}) {
  Evidence made = cases::evidence();
  made.inventory.emplace();
  made.inventory->components = std::move(components);
  return made;
}

std::vector<std::string> found(const Evidence& evidence, const ImageRules& rules) {
  std::vector<std::string> texts;
  for (const Finding& one : judge_image(evidence, rules, k_today))
    texts.push_back(one.rule + (one.could_not_look ? "? " : ": ") + one.message);
  return texts;
}

using Texts = std::vector<std::string>;

TEST(ImageRules, licences_are_named) {
  Component gpl = package("pypi", "a", "1");
  gpl.licenses = {{"GPL-3.0-only", Kind::spdx_id}};
  Component odd = package("pypi", "b", "2");
  odd.licenses = {{"do what you want", Kind::name}};
  const Component silent = package("pypi", "c", "3");
  Component shipped = package("deb", "d", "4");
  shipped.licenses = {{"MIT", Kind::spdx_id}};
  shipped.nested = {gpl};
  ImageRules rules;
  rules.licenses = {{}, {"gpl-3.0-only"}};
  EXPECT_EQ(
      found(image({shipped, odd, silent}), rules),
      (Texts{"license/denied: a 1 is under GPL-3.0-only, which the policy denies",
             "license/unrecognised? 1 package is under what is no SPDX licence, so that it cannot be held "
             "against those that the policy denies, the first: b under 'do what you want'"}));
  rules.licenses = {{"mit"}, {}};
  EXPECT_EQ(found(image({shipped, odd, silent}), rules),
            (Texts{"license/denied: a 1 is under GPL-3.0-only, which the policy does not list as allowed",
                   "license/denied: b 2 is under 'do what you want', which is no SPDX licence; the policy "
                   "allows only those that it lists",
                   "license/denied: c 3 states no licence, and the policy allows only those that it lists"}));
}

ForbiddenPackage forbidden(const std::string& purl, const std::string& versions) {
  auto package = sbom::Purl::parse(purl);
  ForbiddenPackage made{*package, std::nullopt, "why not"};
  if (!versions.empty()) made.versions = *versions::Range::parse(package->type, versions);
  return made;
}

TEST(ImageRules, forbidden_packages_are_found_by_their_ecosystems_order) {
  ImageRules rules;
  rules.forbidden = {forbidden("pkg:pypi/foo", "<1.10"), forbidden("pkg:deb/debian/xz-utils", "")};
  EXPECT_EQ(
      found(image({package("pypi", "foo", "1.9"), package("pypi", "foo", "1.10"),
                   package("npm", "foo", "1.9"), package("deb", "debian/xz-utils", "5.6.1-1"),
                   package("deb", "ubuntu/xz-utils", "5.6.1-1"), package("pypi", "foo", "what")}),
            rules),
      (Texts{"package/forbidden: foo 1.9 is forbidden (<1.10): why not",
             "package/forbidden: debian/xz-utils 5.6.1-1 is forbidden: why not",
             "package/forbidden? nobody can say whether foo what is <1.10, which is forbidden: why not"}));
}

TEST(ImageRules, coverage_is_not_rounded_up) {
  Evidence evidence = image();
  evidence.inventory->coverage.executables = 1000;
  evidence.inventory->coverage.unowned = {"/a"};
  evidence.inventory->coverage.unlisted = 9;
  ImageRules rules;
  rules.coverage = {99, 10};
  EXPECT_EQ(found(evidence, rules), Texts{});
  evidence.inventory->coverage.unlisted = 10;
  EXPECT_EQ(
      found(evidence, rules),
      (Texts{"coverage/below-floor: 11 of 1000 executables belong to no known package; the policy allows "
             "10",
             "coverage/below-floor: 11 of 1000 executables belong to no known package, so that 98 % are "
             "accounted for; the policy asks for 99 %"}));
  evidence.inventory->coverage.unlisted = 1000;
  EXPECT_EQ(found(evidence, rules),
            Texts{"coverage/below-floor? the SBOM counts 1001 executables of no package among 1000"});
  evidence.inventory->coverage.stated = false;
  EXPECT_EQ(
      found(evidence, rules),
      Texts{"coverage/below-floor? the SBOM does not say how many executables its packages account for"});
  // From scratch there is nothing that could be missing.
  rules.coverage = {100, 0};
  EXPECT_EQ(found(image(), rules), Texts{});
}

TEST(ImageRules, a_release_lasts_to_the_end_of_its_last_day) {
  ImageRules rules;
  rules.end_of_life = {
      {"debian", {false, {{"11", k_today}, {"12", k_today + std::chrono::days(1)}}}},
      {"amazon", {false, {{"2", k_today - std::chrono::days(1)}}}},
      {"ubuntu", {false, {{"16.04", k_today - std::chrono::days(1)}, {"16.04-ESM", k_today}}}},
      {"wolfi", {true, {}}}};
  const auto on = [&](const std::string& family, const std::string& version) {
    Evidence evidence = image();
    evidence.inventory->os.family = family;
    evidence.inventory->os.version = version;
    return found(evidence, rules);
  };
  EXPECT_EQ(on("debian", "11.9"), Texts{});
  EXPECT_EQ(on("amazon", "2 (Karoo)"),
            Texts{"os/end-of-life: amazon 2 (Karoo) gets no security updates since 2026-03-09"});
  EXPECT_EQ(on("ubuntu", "16.04"), Texts{"os/end-of-life: ubuntu 16.04 gets no security updates since "
                                         "2026-03-09"});
  EXPECT_EQ(on("ubuntu", "16.04-ESM"), Texts{});
  EXPECT_EQ(on("wolfi", "20230201"), Texts{});
  EXPECT_EQ(on("debian", "1"), Texts{"os/end-of-life? nobody here knows when debian 1 ends "
                                     "(policies/distributions.yaml)"});
  EXPECT_EQ(on("debian", "110"), Texts{"os/end-of-life? nobody here knows when debian 110 ends "
                                       "(policies/distributions.yaml)"});
  EXPECT_EQ(on("nixos", ""), Texts{"os/end-of-life? nobody here knows when nixos  ends "
                                   "(policies/distributions.yaml)"});
  // From scratch there is nothing that could end.
  EXPECT_EQ(on("", ""), Texts{});
}

TEST(ImageRules, the_size_is_that_of_the_layers_as_they_are_stored) {
  ImageRules rules;
  rules.max_image_size = 100;
  Evidence evidence = image();
  EXPECT_EQ(found(evidence, rules), Texts{"image/too-large? how large the layers are is not recorded"});
  evidence.image_size = 100;
  EXPECT_EQ(found(evidence, rules), Texts{});
  evidence.image_size = 101;
  EXPECT_EQ(found(evidence, rules),
            Texts{"image/too-large: its layers have 101 bytes as they are stored; the policy allows 100"});
}

TEST(ImageRules, what_they_find_is_judged_as_every_finding_is) {
  Evidence evidence = image();
  evidence.image_size = 101;
  Policy policy = cases::policy();
  policy.image.max_image_size = 100;
  policy.severities = {{"image/too-large", Severity::high}};
  const Decision denied = evaluate(evidence, policy, k_now);
  EXPECT_EQ(denied.verdict, Verdict::deny);
  ASSERT_EQ(denied.found.size(), 1u);
  EXPECT_EQ(denied.found[0].severity, Severity::high);
  EXPECT_TRUE(denied.severities.empty());
  EXPECT_EQ(model::as_judged(evidence, denied).findings, denied.found);
  Waiver waiver;
  waiver.rule = "image/too-large";
  waiver.expires = k_today;
  policy.waivers = {waiver};
  const Decision waived = evaluate(evidence, policy, k_now);
  EXPECT_EQ(waived.verdict, Verdict::pass);
  EXPECT_EQ(waived.waived.size(), 1u);
  policy.waivers.clear();
  policy.severities = {{"image/too-large", Severity::low}};
  EXPECT_EQ(evaluate(evidence, policy, k_now).verdict, Verdict::pass);
}

TEST(ImageRules, what_could_not_look_is_no_pass) {
  Policy policy = cases::policy();
  policy.image.max_image_size = 100;
  EXPECT_EQ(evaluate(image(), policy, k_now).verdict, Verdict::unknown);
  const Decision without_sbom = evaluate(cases::evidence(), policy, k_now);
  EXPECT_EQ(without_sbom.verdict, Verdict::unknown);
  ASSERT_EQ(without_sbom.reasons.size(), 1u);
  EXPECT_EQ(without_sbom.reasons[0].rule, "policy/inventory-missing");
  // But for licences of no SPDX name, which deny where some are allowed.
  policy.image = {};
  policy.image.licenses = {{}, {"mit"}};
  Component odd = package("pypi", "b", "2");
  odd.licenses = {{"own", Kind::name}};
  const Decision odd_one = evaluate(image({odd}), policy, k_now);
  EXPECT_EQ(odd_one.verdict, Verdict::pass);
  EXPECT_EQ(odd_one.found.size(), 1u);
}

}  // namespace
}  // namespace pushgate::policy
