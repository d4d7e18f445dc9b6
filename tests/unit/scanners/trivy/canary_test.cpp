// SPDX-License-Identifier: Apache-2.0
#include "scanners/trivy/canary.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fake_trivy.hpp"

namespace pushgate::scanners {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;

model::Inventory debian_with(std::vector<model::Component> components) {
  model::Inventory inventory;
  inventory.os = {"debian", "12.5", "debian", "12", ""};
  inventory.components = std::move(components);
  return inventory;
}

std::vector<std::string> purls(const model::Inventory& inventory) {
  std::vector<std::string> out;
  for (const auto& component : inventory.components) out.push_back(component.purl);
  return out;
}

TrivyReport finding_in(const std::vector<std::string>& found) {
  TrivyReport report;
  for (const auto& purl : found) {
    report.vulnerabilities.emplace_back();
    report.vulnerabilities.back().purl = purl;
  }
  return report;
}

TEST(Canary, holds_own_and_well_known_packages_at_version_0) {
  const auto canary = make_canary(debian_with({deb("libfoo1", "1:2.3", "foo"), pypi("Own_Thing", "4.5")}));
  EXPECT_EQ(canary.os.family, "debian");
  EXPECT_THAT(purls(canary), Contains("pkg:deb/debian/libfoo1@0?arch=amd64&distro=debian-12"));
  EXPECT_THAT(purls(canary), Contains("pkg:deb/debian/openssl@0?arch=amd64&distro=debian-12"));
  EXPECT_THAT(purls(canary), Contains("pkg:pypi/own-thing@0"));
  EXPECT_THAT(purls(canary), Contains("pkg:pypi/urllib3@0"));
  for (const auto& component : canary.components) {
    EXPECT_EQ(component.version, "0");
    EXPECT_EQ(component.source_version, component.ecosystem == "deb" ? "0" : "") << component.purl;
    if (component.name == "libfoo1") {
      EXPECT_EQ(component.source_name, "foo");
    }
  }
}

TEST(Canary, asks_only_for_ecosystems_of_the_image) {
  const auto canary = make_canary(debian_with({pypi("a", "1")}));
  for (const auto& component : canary.components) EXPECT_EQ(component.ecosystem, "pypi");
}

TEST(Canary, takes_no_more_than_50_own_packages) {
  std::vector<model::Component> many;
  for (int i = 100; i < 200; ++i) many.push_back(pypi("own" + std::to_string(i), "1"));
  const auto canary = purls(make_canary(debian_with(std::move(many))));
  EXPECT_THAT(canary, Contains("pkg:pypi/own149@0"));
  EXPECT_THAT(canary, Not(Contains("pkg:pypi/own150@0")));
}

TEST(Canary, one_finding_in_each_ecosystem_is_enough) {
  const auto canary = make_canary(debian_with({deb("a", "1", "a"), pypi("b", "2")}));
  EXPECT_THAT(silent_ecosystems(canary, finding_in({"pkg:deb/debian/zlib@0", "pkg:pypi/urllib3@0"})),
              IsEmpty());
}

TEST(Canary, silence_is_told_for_each_ecosystem) {
  const auto canary = make_canary(debian_with({deb("a", "1", "a"), pypi("b", "2")}));
  EXPECT_THAT(silent_ecosystems(canary, finding_in({})),
              ElementsAre("the database has no data for debian 12.5", "the database has no data for pypi"));
  EXPECT_THAT(silent_ecosystems(canary, finding_in({"pkg:pypi/urllib3@0"})),
              ElementsAre("the database has no data for debian 12.5"));
  EXPECT_THAT(silent_ecosystems(canary, finding_in({"pkg:deb/debian/zlib@0", "no purl"})),
              ElementsAre("the database has no data for pypi"));
}

TEST(Canary, packages_of_no_distribution) {
  auto inventory = debian_with({deb("a", "1", "a")});
  inventory.os = {};
  EXPECT_THAT(silent_ecosystems(make_canary(inventory), finding_in({})),
              ElementsAre("the distribution of the deb packages is not known to Trivy"));
}

}  // namespace
}  // namespace pushgate::scanners
