// SPDX-License-Identifier: Apache-2.0
#include "scanners/trivy/canary.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <regex>

#include "adapter/json/json.hpp"
#include "fake_trivy.hpp"
#include "sbom/cyclonedx.hpp"

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

// The same numbers with each run.
model::Inventory make_canary(const model::Inventory& inventory) {
  std::mt19937 random(1);
  return scanners::make_canary(inventory, random).inventory;
}

/// With the numbers of versions as N.
std::string without_number(const std::string& text) {
  return std::regex_replace(text, std::regex("0[.]0[.][0-9]+"), "N");
}

std::vector<std::string> purls(const model::Inventory& inventory) {
  std::vector<std::string> out;
  for (const auto& component : inventory.components) out.push_back(without_number(component.purl));
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

TEST(Canary, holds_own_and_well_known_packages_in_old_versions) {
  const auto canary = make_canary(debian_with({deb("libfoo1", "1:2.3", "foo"), pypi("Own_Thing", "4.5")}));
  EXPECT_EQ(canary.os.family, "debian");
  EXPECT_THAT(purls(canary), Contains("pkg:deb/debian/libfoo1@N-1?arch=amd64&distro=debian-12"));
  EXPECT_THAT(purls(canary), Contains("pkg:deb/debian/openssl@N-1?arch=amd64&distro=debian-12"));
  EXPECT_THAT(purls(canary), Contains("pkg:pypi/own-thing@N"));
  EXPECT_THAT(purls(canary), Contains("pkg:pypi/urllib3@N"));
  for (const auto& component : canary.components) {
    EXPECT_EQ(without_number(component.version), component.ecosystem == "deb" ? "N-1" : "N");
    EXPECT_EQ(component.source_version, component.ecosystem == "deb" ? component.version : "");
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
  EXPECT_THAT(canary, Contains("pkg:pypi/own149@N"));
  EXPECT_THAT(canary, Not(Contains("pkg:pypi/own150@N")));
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
       "pkg:apk/alpine/musl@N-r0?arch=x86_64&distro=alpine-3.19.1",
       {"", "openssl", "N-r0", "pkg:apk/alpine/openssl@N-r0?arch=x86_64&distro=alpine-3.19.1"}},
      {package("cargo", "", "a", "pkg:cargo/a@1.2.3"),
       "pkg:cargo/a@N",
       {"", "tokio", "N", "pkg:cargo/tokio@N"}},
      {package("composer", "pear", "log", "pkg:composer/pear/log@1.2.3"),
       "pkg:composer/pear/log@N",
       {"twig", "twig", "N", "pkg:composer/twig/twig@N"}},
      {package("gem", "", "a", "pkg:gem/a@1.2.3?platform=java"),
       "pkg:gem/a@N?platform=java",
       {"", "rails", "N", "pkg:gem/rails@N?platform=java"}},
      {package("golang", "", "github.com/a/b", "pkg:golang/github.com/a/b@v1.2.3"),
       "pkg:golang/github.com/a/b@vN",
       {"", "golang.org/x/net", "vN", "pkg:golang/golang.org/x/net@vN"}},
      {package("golang", "", "stdlib", "pkg:golang/stdlib@v1.2.3"),
       "pkg:golang/stdlib@vN",
       {"", "github.com/docker/docker", "vN", "pkg:golang/github.com/docker/docker@vN"}},
      {package("maven", "org.a", "b", "pkg:maven/org.a/b@1.2.3"),
       "pkg:maven/org.a/b@N",
       {"log4j", "log4j", "N", "pkg:maven/log4j/log4j@N"}},
      {package("npm", "@a", "b", "pkg:npm/%40a/b@1.2.3"),
       "pkg:npm/%40a/b@N",
       {"", "lodash", "N", "pkg:npm/lodash@N"}},
      {package("npm", "", "b", "pkg:npm/b@1.2.3"),
       "pkg:npm/b@N",
       {"@babel", "traverse", "N", "pkg:npm/%40babel/traverse@N"}},
      {package("nuget", "", "A", "pkg:nuget/A@1.2.3"),
       "pkg:nuget/A@N",
       {"", "Newtonsoft.Json", "N", "pkg:nuget/Newtonsoft.Json@N"}},
      {package(
           "rpm", "", "nodejs",
           "pkg:rpm/rocky/nodejs@16-1.el9?arch=x86_64&distro=rocky-9.3&epoch=1&modularitylabel=nodejs:16"),
       "pkg:rpm/rocky/nodejs@N-1" + rocky + "&modularitylabel=nodejs:16",
       {"", "openssl-libs", "N-1", "pkg:rpm/rocky/openssl-libs@N-1" + rocky}},
  };
  for (const auto& [own, own_in_canary, known] : rows) {
    const auto canary = make_canary(debian_with({own}));
    EXPECT_THAT(purls(canary), Contains(own_in_canary));
    std::vector<std::vector<std::string>> all;
    for (const auto& one : canary.components)
      all.push_back({one.group, one.name, without_number(one.version), without_number(one.purl)});
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
  EXPECT_THAT(purls(canary), Contains("pkg:rpm/rocky/bash@N-1?arch=aarch64" + distro));
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

TEST(Canary, is_new_with_each_run) {
  const auto inventory = debian_with({deb("a", "1", "a"), pypi("b", "2")});
  std::mt19937 random(1);
  const auto first = scanners::make_canary(inventory, random).inventory;
  const auto second = scanners::make_canary(inventory, random).inventory;
  ASSERT_EQ(first.components.size(), second.components.size());
  std::size_t same = 0;
  for (std::size_t i = 0; i < first.components.size(); ++i) {
    same += first.components[i].purl == second.components[i].purl ? 1 : 0;
  }
  EXPECT_LT(same, 3u);
}

TEST(Canary, holds_nothing_that_the_image_has) {
  std::mt19937 random(1);
  auto inventory = debian_with({pypi("b", "2")});
  const auto canary = scanners::make_canary(inventory, random).inventory;
  inventory.components.insert(inventory.components.end(), canary.components.begin(), canary.components.end());
  random.seed(1);
  for (const auto& one : scanners::make_canary(inventory, random).inventory.components) {
    for (const auto& own : inventory.components) EXPECT_NE(one.purl, own.purl);
  }
}

/// The elements of a list, as text.
std::set<std::string> texts(const json::Value& document, const char* list) {
  std::set<std::string> out;
  for (const auto& one : *document.find(list)->as_array()) out.insert(json::write(one));
  return out;
}

TEST(HiddenCanary, stands_among_the_packages_of_the_document_and_changes_none) {
  const auto inventory = debian_with({deb("a", "1", "a"), pypi("b", "2")});
  const auto document =
      sbom::write_cyclonedx({"image", Digest(Digest::Bytes{}), "linux/amd64"}, inventory, {});
  std::mt19937 random(1);
  const auto canary = scanners::make_canary(inventory, random);
  const auto mixed = hide_in(document, canary, inventory.layers, random);
  ASSERT_TRUE(mixed) << mixed.error().render();
  const auto before = *json::parse(document, "before");
  const auto after = *json::parse(*mixed, "after");
  const auto all = texts(after, "components");
  for (const auto& own : texts(before, "components")) EXPECT_THAT(all, Contains(own));
  EXPECT_EQ(all.size(), canary.inventory.components.size() + 3);
  const auto read = sbom::read_cyclonedx(*mixed);
  ASSERT_TRUE(read) << read.error().render();
  EXPECT_EQ(read->components.size(), canary.inventory.components.size() + 2);
  EXPECT_EQ(json::write(*after.find("metadata")), json::write(*before.find("metadata")));
}

TEST(HiddenCanary, is_needed_by_what_needs_the_package_beside_it) {
  const auto inventory = debian_with({deb("a", "1", "a"), pypi("b", "2")});
  const auto document =
      sbom::write_cyclonedx({"image", Digest(Digest::Bytes{}), "linux/amd64"}, inventory, {});
  std::mt19937 random(1);
  const auto canary = scanners::make_canary(inventory, random);
  const auto mixed = *json::parse(*hide_in(document, canary, {}, random), "mixed");
  std::map<std::string, std::set<std::string>> needs;
  for (const auto& entry : *mixed.find("dependencies")->as_array()) {
    auto& targets = needs[std::string(entry.string_at("ref"))];
    for (const auto& target : *entry.find("dependsOn")->as_array()) targets.insert(*target.as_string());
  }
  for (const auto& one : canary.inventory.components) {
    EXPECT_THAT(needs.at(one.ecosystem == "deb" ? "os" : "root"), Contains(one.purl));
    EXPECT_TRUE(needs.contains(one.purl));
  }
}

TEST(HiddenCanary, a_document_that_is_none) {
  std::mt19937 random(1);
  const auto canary = scanners::make_canary(debian_with({pypi("b", "2")}), random);
  EXPECT_EQ(hide_in("[]", canary, {}, random).error().render(),
            "pushgate: error: the SBOM: is an array; expected an object with member \"components\"\n");
  EXPECT_TRUE(hide_in(R"({"components": [], "dependencies": 3})", canary, {}, random));
  EXPECT_TRUE(hide_in(R"({"components": [1, null], "dependencies": [4, {"dependsOn": [null]}, {}]})", canary,
                      {}, random));
}

}  // namespace
}  // namespace pushgate::scanners
