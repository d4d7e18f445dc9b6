// SPDX-License-Identifier: Apache-2.0
#include "sbom/apk_cataloger.hpp"

#include <gtest/gtest.h>

#include "unit/sbom/layer_builder.hpp"

namespace pushgate::sbom {
namespace {

using Strings = std::vector<std::string>;
const std::string k_installed = "lib/apk/db/installed";

model::OperatingSystem alpine() {
  return {.family = "alpine", .version = "3.19.1", .id = "alpine", .version_id = "3.19.1", .pretty_name = ""};
}

Strings purls(const LayerBuilder& layer, const model::OperatingSystem& os = alpine()) {
  const auto view = oci::RootView::merge(layers({layer}), 1);
  if (!view) return {view.error().render()};
  const auto apks = apk_cataloger().packages(*view, os);
  if (!apks) return {apks.error().subject + ": " + apks.error().what};
  Strings out;
  for (const auto& apk : *apks) out.push_back(apk.component.purl);
  return out;
}

std::string licenses(const std::string& field) {
  const auto view =
      oci::RootView::merge(layers({LayerBuilder().file(k_installed, "P:a\nV:1\nL:" + field + "\n")}), 1);
  const auto apks = apk_cataloger().packages(*view, alpine());
  std::string out;
  for (const auto& license : apks->at(0).component.licenses) out += "[" + license.text + "]";
  return out;
}

TEST(ApkCataloger, describes_a_package) {
  const std::string text =
      "C:Q1abc=\nP:libcrypto3\nV:3.1.4-r2\nA:x86_64\nL:Apache-2.0\no:openssl\nm:A <a@b>\nD:so:libc.so.1\n"
      "p:so:libcrypto.so.3=3\n";
  const auto view = oci::RootView::merge(layers({LayerBuilder().file(k_installed, text)}), 1);
  ASSERT_TRUE(view);
  const auto apks = apk_cataloger().packages(*view, alpine());
  ASSERT_TRUE(apks);
  ASSERT_EQ(apks->size(), 1u);
  const auto& apk = apks->front().component;
  EXPECT_EQ(apk.purl, "pkg:apk/alpine/libcrypto3@3.1.4-r2?arch=x86_64&distro=alpine-3.19.1&upstream=openssl");
  EXPECT_EQ(apk.ecosystem, "apk");
  EXPECT_EQ(apk.name, "libcrypto3");
  EXPECT_EQ(apk.version, "3.1.4-r2");
  EXPECT_EQ(apk.architecture, "x86_64");
  EXPECT_EQ(apk.source_name, "openssl");
  EXPECT_EQ(apk.source_version, "3.1.4-r2");
  EXPECT_EQ(apk.supplier, "A <a@b>");
  EXPECT_EQ(apk.needs, Strings{"so:libc.so.1"});
  EXPECT_EQ(apk.provides, Strings{"so:libcrypto.so.3"});
  EXPECT_EQ(apk.properties,
            (std::vector<std::pair<std::string, std::string>>{{"pushgate:apk:checksum", "Q1abc="}}));
  EXPECT_EQ(apk.evidence_path, "/lib/apk/db/installed");
  EXPECT_EQ(apk.evidence_digest, crypto::sha256(text));
  ASSERT_EQ(apk.licenses.size(), 1u);
  EXPECT_EQ(apk.licenses[0].text, "Apache-2.0");
  EXPECT_FALSE(apks->front().third_party);
}

TEST(ApkCataloger, reads_expressions_and_words_as_licences) {
  EXPECT_EQ(licenses("MIT"), "[MIT]");
  EXPECT_EQ(licenses("GPL-2.0-or-later AND mit"), "[GPL-2.0-or-later AND MIT]");
  EXPECT_EQ(licenses("MIT BSD GPL2+"), "[MIT][BSD][GPL-2.0-or-later]");
  EXPECT_EQ(licenses("custom terms"), "[custom terms]");
  EXPECT_EQ(licenses(""), "");
}

TEST(ApkCataloger, takes_the_namespace_from_the_distribution) {
  const auto layer = LayerBuilder().file(k_installed, "P:a\nV:1-r0\nA:noarch\n");
  EXPECT_EQ(purls(layer, {.family = "wolfi",
                          .version = "20230201",
                          .id = "wolfi",
                          .version_id = "20230201",
                          .pretty_name = ""}),
            Strings{"pkg:apk/wolfi/a@1-r0?arch=noarch&distro=wolfi-20230201"});
  EXPECT_EQ(
      purls(layer, {.family = "", .version = "", .id = "openwrt", .version_id = "24.10", .pretty_name = ""}),
      Strings{"pkg:apk/openwrt/a@1-r0?arch=noarch&distro=openwrt-24.10"});
  EXPECT_EQ(purls(layer, {}), Strings{"pkg:apk/alpine/a@1-r0?arch=noarch"});
}

TEST(ApkCataloger, finds_a_database_in_either_place_and_behind_links) {
  const std::string a = "P:a\nV:1\n";
  const std::string b = "P:a\nV:1\n\nP:b\nV:1\n";
  const Strings one = {"pkg:apk/alpine/a@1?distro=alpine-3.19.1"};
  const Strings two = {one[0], "pkg:apk/alpine/b@1?distro=alpine-3.19.1"};
  EXPECT_EQ(purls(LayerBuilder().file("usr/lib/apk/db/installed", a)), one);
  EXPECT_EQ(purls(LayerBuilder().file("usr/lib/apk/db/installed", a).symlink("lib", "usr/lib")), one);
  EXPECT_EQ(
      purls(LayerBuilder().file("opt/apk/db/installed", a).hardlink(k_installed, "opt/apk/db/installed")),
      one);
  EXPECT_EQ(purls(LayerBuilder().file(k_installed, a).file("usr/lib/apk/db/installed", b)), two);
  EXPECT_EQ(purls(LayerBuilder().file("etc/passwd", a)), Strings{});
}

TEST(ApkCataloger, never_passes_over_a_database) {
  EXPECT_EQ(purls(LayerBuilder().symlink(k_installed, "/nowhere")),
            Strings{"/lib/apk/db/installed: is a symbolic link that leads nowhere"});
  EXPECT_EQ(purls(LayerBuilder().directory(k_installed)),
            Strings{"/lib/apk/db/installed: is no regular file; expected one that can be read"});
  EXPECT_EQ(purls(LayerBuilder().file(k_installed, "P:a\n")),
            Strings{"/lib/apk/db/installed:1: the stanza has no V: field; expected a package version"});
}

TEST(ApkCataloger, tells_which_paths_packages_own) {
  const auto view = oci::RootView::merge(
      layers({LayerBuilder()
                  .file(k_installed, "P:a\nV:1\nF:usr/bin\nR:a\n\nP:b\nV:1\nF:etc\nR:b\n")
                  .file("usr/lib/apk/db/installed", "P:b\nV:2\nF:opt\nR:b\n\nP:a\nV:1\nF:opt\nR:a\n")}),
      1);
  ASSERT_TRUE(view);
  const auto apks = apk_cataloger().packages(*view, alpine());
  ASSERT_TRUE(apks);
  Strings told;
  ASSERT_TRUE(apk_cataloger().owned(*view, *apks, [&](std::size_t package, std::string_view path) {
    const auto& owner = (*apks)[package].component;
    told.push_back(owner.name + "=" + owner.version + " " + std::string(path));
  }));
  EXPECT_EQ(told, (Strings{"a=1 usr/bin/a", "b=1 etc/b", "b=2 opt/b"}));
}

TEST(ApkCataloger, states_what_tells_a_package_from_another) {
  const auto view = oci::RootView::merge(layers({LayerBuilder().file(k_installed, "P:a\nV:1\nA:x86\n")}), 1);
  ASSERT_TRUE(view);
  const auto stated = apk_cataloger().stated(*view->find(k_installed));
  ASSERT_TRUE(stated);
  ASSERT_EQ(stated->size(), 1u);
  EXPECT_EQ(stated->at(0).ecosystem + " " + stated->at(0).name + " " + stated->at(0).version + " " +
                stated->at(0).architecture,
            "apk a 1 x86");
}

TEST(ApkCataloger, knows_its_files_by_their_place) {
  for (const auto* path : {"lib/apk/db/installed", "usr/lib/apk/db/installed", "opt/apk/db/installed"}) {
    EXPECT_TRUE(apk_cataloger().reads(path)) << path;
    EXPECT_TRUE(apk_cataloger().is_database(path)) << path;
  }
  for (const auto* path : {"lib/apk/db/triggers", "installed", "lib/apk/db/installed.old"}) {
    EXPECT_FALSE(apk_cataloger().reads(path)) << path;
  }
}

}  // namespace
}  // namespace pushgate::sbom
