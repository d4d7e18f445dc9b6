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
using ::testing::UnorderedElementsAre;

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

model::Component package(const std::string& ecosystem, const std::string& group, const std::string& name,
                         const std::string& purl) {
  model::Component out;
  out.ecosystem = ecosystem;
  out.group = group;
  out.name = name;
  out.version = "1.2.3";
  out.purl = purl;
  return out;
}

// A package of each ecosystem, what it becomes, and one that everybody knows in the form in which Trivy looks
// it up: group, name, version, purl.
TEST(Canary, knows_every_ecosystem_in_which_trivy_finds_anything) {
  struct Row {
    model::Component own;
    std::string own_in_canary;
    std::vector<std::string> known;
  };
  const std::string rocky = "?arch=x86_64&distro=rocky-9.3";
  const std::vector<Row> rows = {
      {package("apk", "", "musl",
               "pkg:apk/alpine/musl@1.2-r3?arch=x86_64&distro=alpine-3.19.1&upstream=musl"),
       "pkg:apk/alpine/musl@0-r0?arch=x86_64&distro=alpine-3.19.1",
       {"", "openssl", "0-r0", "pkg:apk/alpine/openssl@0-r0?arch=x86_64&distro=alpine-3.19.1"}},
      {package("cargo", "", "a", "pkg:cargo/a@1.2.3"),
       "pkg:cargo/a@0.0.0",
       {"", "tokio", "0.0.0", "pkg:cargo/tokio@0.0.0"}},
      {package("composer", "pear", "log", "pkg:composer/pear/log@1.2.3"),
       "pkg:composer/pear/log@0.0.0",
       {"twig", "twig", "0.0.0", "pkg:composer/twig/twig@0.0.0"}},
      {package("gem", "", "a", "pkg:gem/a@1.2.3?platform=java"),
       "pkg:gem/a@0?platform=java",
       {"", "rails", "0", "pkg:gem/rails@0?platform=java"}},
      {package("golang", "", "github.com/a/b", "pkg:golang/github.com/a/b@v1.2.3"),
       "pkg:golang/github.com/a/b@v0.0.0",
       {"", "golang.org/x/net", "v0.0.0", "pkg:golang/golang.org/x/net@v0.0.0"}},
      {package("golang", "", "stdlib", "pkg:golang/stdlib@v1.2.3"),
       "pkg:golang/stdlib@v0.0.0",
       {"", "github.com/docker/docker", "v0.0.0", "pkg:golang/github.com/docker/docker@v0.0.0"}},
      {package("maven", "org.a", "b", "pkg:maven/org.a/b@1.2.3"),
       "pkg:maven/org.a/b@0",
       {"log4j", "log4j", "0", "pkg:maven/log4j/log4j@0"}},
      {package("npm", "@a", "b", "pkg:npm/%40a/b@1.2.3"),
       "pkg:npm/%40a/b@0.0.0",
       {"", "lodash", "0.0.0", "pkg:npm/lodash@0.0.0"}},
      {package("npm", "", "b", "pkg:npm/b@1.2.3"),
       "pkg:npm/b@0.0.0",
       {"@babel", "traverse", "0.0.0", "pkg:npm/%40babel/traverse@0.0.0"}},
      {package("nuget", "", "A", "pkg:nuget/A@1.2.3"),
       "pkg:nuget/A@0.0.0",
       {"", "Newtonsoft.Json", "0.0.0", "pkg:nuget/Newtonsoft.Json@0.0.0"}},
      {package(
           "rpm", "", "nodejs",
           "pkg:rpm/rocky/nodejs@16-1.el9?arch=x86_64&distro=rocky-9.3&epoch=1&modularitylabel=nodejs:16"),
       "pkg:rpm/rocky/nodejs@0-0" + rocky + "&modularitylabel=nodejs:16",
       {"", "openssl-libs", "0-0", "pkg:rpm/rocky/openssl-libs@0-0" + rocky}},
  };
  for (const auto& [own, own_in_canary, known] : rows) {
    const auto canary = make_canary(debian_with({own}));
    EXPECT_THAT(purls(canary), Contains(own_in_canary));
    std::vector<std::vector<std::string>> all;
    for (const auto& one : canary.components) all.push_back({one.group, one.name, one.version, one.purl});
    EXPECT_THAT(all, Contains(known)) << own.purl;
    for (const auto& one : canary.components) {
      EXPECT_EQ(one.source_version, one.source_name.empty() ? "" : one.version) << one.purl;
    }
  }
}

TEST(Canary, well_known_packages_have_an_architecture_where_any_own_one_has) {
  const std::string distro = "&distro=rocky-9.3";
  const auto canary =
      make_canary(debian_with({package("rpm", "", "a", "pkg:rpm/rocky/a@1-1?arch=noarch" + distro),
                               package("rpm", "", "b", "pkg:rpm/rocky/b@1-1?arch=aarch64" + distro),
                               package("rpm", "", "c", "pkg:rpm/rocky/c@1-1?arch=i686" + distro)}));
  EXPECT_THAT(purls(canary), Contains("pkg:rpm/rocky/bash@0-0?arch=aarch64" + distro));
}

TEST(Canary, asks_for_nothing_that_trivy_never_finds) {
  auto inventory = debian_with({package("conda", "", "numpy", "pkg:conda/numpy@1.26"), pypi("a", "1"),
                                package("rpm", "", "bash", "pkg:rpm/fedora/bash@5-1?arch=x86_64")});
  EXPECT_THAT(never_looked_up(inventory), ElementsAre("Trivy knows no advisories for conda packages"));
  for (const auto* family :
       {"fedora", "centos-stream", "opensuse", "coreos", "bottlerocket", "activestate"}) {
    inventory.os.family = family;
    EXPECT_THAT(never_looked_up(inventory),
                UnorderedElementsAre("Trivy knows no advisories for conda packages",
                                     std::string("Trivy knows no advisories for ") + family + " packages"));
    for (const auto& one : make_canary(inventory).components) EXPECT_EQ(one.ecosystem, "pypi");
  }
}

TEST(Canary, packages_of_no_distribution) {
  auto inventory = debian_with({deb("a", "1", "a")});
  inventory.os = {};
  EXPECT_THAT(silent_ecosystems(make_canary(inventory), finding_in({})),
              ElementsAre("the distribution of the deb packages is not known to Trivy"));
}

}  // namespace
}  // namespace pushgate::scanners
