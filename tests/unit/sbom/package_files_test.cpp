// SPDX-License-Identifier: Apache-2.0
#include "sbom/package_files.hpp"

#include <gtest/gtest.h>

#include "sbom/evidence_files.hpp"
#include "unit/sbom/layer_builder.hpp"

namespace pushgate::sbom {
namespace {

std::vector<std::string> found(const LayerBuilder& layer) {
  const auto view = oci::RootView::merge(layers({layer}), 1);
  if (!view) return {view.error().render()};
  std::vector<std::string> out;
  for (const auto& file : package_files(*view)) {
    const auto bytes = content_of(*file.node);
    if (!bytes) return {bytes.error().subject + ": " + bytes.error().what};
    const auto components = file.cataloger->packages(*bytes, shown_path(*file.node));
    if (!components) return {components.error().subject + ": " + components.error().what};
    for (const auto& component : *components) out.push_back(component.purl + " " + shown_path(*file.node));
  }
  return out;
}

using Found = std::vector<std::string>;

TEST(PackageFiles, finds_distributions_wherever_they_lie) {
  EXPECT_EQ(found(LayerBuilder()
                      .file("opt/venv/a-1.dist-info/METADATA", metadata("A_b", "1+cu121"))
                      .file("opt/venv/a-1.dist-info/RECORD", "")
                      .file("usr/lib/b.egg-info", metadata("b", "2"))
                      .file("usr/lib/c.egg-info/PKG-INFO", metadata("c", "3"))
                      .directory("usr/lib/c.egg-info")),
            (Found{"pkg:pypi/a-b@1%2Bcu121 /opt/venv/a-1.dist-info/METADATA",
                   "pkg:pypi/b@2 /usr/lib/b.egg-info", "pkg:pypi/c@3 /usr/lib/c.egg-info/PKG-INFO"}));
}

TEST(PackageFiles, follows_links_and_counts_a_file_once) {
  EXPECT_EQ(found(LayerBuilder()
                      .file("store/a/METADATA", metadata("a", "1"))
                      .symlink("site/a-1.dist-info", "../store/a")
                      .symlink("lib64", "site")
                      .file("store/b.dist-info/METADATA", metadata("b", "1"))
                      .symlink("site/b.dist-info/METADATA", "/store/b.dist-info/METADATA")
                      .symlink("site/gone-1.dist-info", "../nowhere")),
            (Found{"pkg:pypi/a@1 /store/a/METADATA", "pkg:pypi/b@1 /store/b.dist-info/METADATA"}));
}

TEST(PackageFiles, says_what_cannot_be_read) {
  EXPECT_EQ(found(LayerBuilder().file("x/a.egg-info/PKG-INFO", "Name: a\n")),
            Found{"/x/a.egg-info/PKG-INFO: has no Version, and its folder's name has none either"});
  EXPECT_EQ(found(LayerBuilder().unread_file("s/M").symlink("x/a-1.dist-info/METADATA", "/s/M")),
            Found{"/s/M: is reached by a link, and its content was not kept"});
}

}  // namespace
}  // namespace pushgate::sbom
