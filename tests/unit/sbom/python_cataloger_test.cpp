// SPDX-License-Identifier: Apache-2.0
#include "sbom/python_cataloger.hpp"

#include <gtest/gtest.h>

#include "sbom/inventory.hpp"
#include "sbom/package_files.hpp"
#include "unit/sbom/layer_builder.hpp"

namespace pushgate::sbom {
namespace {

using Texts = std::vector<std::string>;

const std::string k_site = "usr/lib/python3.11/site-packages/";

/// What an inventory says of its Python packages, and what it could not read.
Texts taken(const LayerBuilder& layer) {
  const auto facts = layers({layer});
  const auto inventory = take_inventory(facts, merged(facts));
  if (!inventory) return {inventory.error().render()};
  Texts out;
  for (const auto& component : inventory->components) {
    std::string text = component.name;
    for (const auto& need : component.needs) text += " ->" + need;
    for (const auto& [name, value] : component.properties) text += " " + name.substr(16) + "=" + value;
    out.push_back(text);
  }
  for (const auto& file : inventory->unread) out.push_back(file.path + ": " + file.reason);
  return out;
}

Texts owned(const LayerBuilder& layer) {
  const auto view = oci::RootView::merge(layers({layer}), 1);
  Texts out;
  for (const auto& file : package_files(*view)) {
    const auto paths = owned_by(file);
    if (!paths) return {paths.error().render()};
    out.insert(out.end(), paths->begin(), paths->end());
  }
  return out;
}

TEST(PythonCataloger, reads_the_files_beside_metadata) {
  EXPECT_EQ(taken(LayerBuilder()
                      .file(k_site + "a-1.dist-info/METADATA",
                            metadata("a", "1", "Requires-Dist: b>=1\nRequires-Dist: c; extra == 'x'\n"))
                      .file(k_site + "a-1.dist-info/INSTALLER", "pip\n")
                      .file(k_site + "a-1.dist-info/REQUESTED", "")
                      .file(k_site + "a-1.dist-info/direct_url.json", R"({"url":"https://u:p@h/a"})")
                      .file(k_site + "e.egg-info/PKG-INFO", metadata("e", "1"))
                      .file(k_site + "e.egg-info/requires.txt", "f\n[g]\nh\n")
                      .file(k_site + "s.egg-info", metadata("s", "1"))
                      .file(k_site + "INSTALLER", "nobody")),
            (Texts{"a ->b installer=pip requested=true direct-url=https://h/a", "e ->f", "s"}));
}

TEST(PythonCataloger, a_broken_file_beside_metadata_is_listed_and_the_package_known) {
  EXPECT_EQ(
      taken(LayerBuilder()
                .file(k_site + "a-1.dist-info/METADATA", metadata("a", "1"))
                .file(k_site + "a-1.dist-info/INSTALLER", "a\nb")
                .file(k_site + "a-1.dist-info/direct_url.json", "[]")),
      (Texts{"a",
             "/" + k_site +
                 "a-1.dist-info/INSTALLER: is no name of a tool; expected at most 100 bytes of one line",
             "/" + k_site + "a-1.dist-info/direct_url.json: is no JSON object; expected PEP 610's"}));
}

TEST(PythonCataloger, finds_them_behind_links) {
  const auto layer = LayerBuilder()
                         .file("store/a/METADATA", metadata("a", "1"))
                         .file("store/a/INSTALLER", "uv")
                         .file("store/record", "a.py,,\n")
                         .symlink("store/a/RECORD", "../record")
                         .symlink(k_site + "a-1.dist-info", "/store/a");
  EXPECT_EQ(taken(layer), Texts{"a installer=uv"});
  const auto facts = layers({LayerBuilder()
                                 .file("store/a/METADATA", "")
                                 .unread_file("store/a/RECORD")
                                 .symlink("a.dist-info", "store/a")});
  const auto unread = unread_evidence(facts, merged(facts));
  ASSERT_TRUE(unread);
  ASSERT_EQ(unread->size(), 1u);
  EXPECT_EQ(unread->front().path.str(), "store/a/RECORD");
}

TEST(PythonCataloger, owns_what_records_list) {
  EXPECT_EQ(
      owned(LayerBuilder()
                .file(k_site + "a-1.dist-info/METADATA", metadata("a", "1"))
                .file(k_site + "a-1.dist-info/RECORD", "a.py,,\n../../../bin/a,,\n")
                .file(k_site + "b-1.dist-info/METADATA", metadata("b", "1"))
                .file(k_site + "c-1.dist-info/METADATA", metadata("c", "1"))
                .file(k_site + "c-1.dist-info/RECORD", "\"")
                .file(k_site + "d-1-py3.11.egg/EGG-INFO/PKG-INFO", metadata("d", "1"))
                .file(k_site + "e.egg-info/PKG-INFO", metadata("e", "1"))
                .file(k_site + "e.egg-info/installed-files.txt", "../e.py\n")),
      (Texts{"/" + k_site + "a.py", "/usr/bin/a", "/" + k_site + "d-1-py3.11.egg/", "/" + k_site + "e.py"}));
}

TEST(PythonCataloger, owns_scripts_where_pip_puts_them_for_a_target) {
  EXPECT_EQ(owned(LayerBuilder()
                      .file("app/site/a-1.dist-info/METADATA", metadata("a", "1"))
                      .file("app/site/a-1.dist-info/RECORD", "a.py,,\n../../bin/a,,\n../bin/b,,\n")),
            (Texts{"/app/site/a.py", "/bin/a", "/app/bin/b", "/app/site/bin/a"}));
}

TEST(PythonCataloger, selects_only_what_lies_in_metadata_folders) {
  for (const auto* name :
       {"INSTALLER", "REQUESTED", "RECORD", "direct_url.json", "installed-files.txt", "requires.txt"}) {
    EXPECT_EQ(select_path({k_site + "a-1.dist-info/" + name, 1}), oci::Want::content) << name;
    EXPECT_EQ(select_path({k_site + "a.egg/EGG-INFO/" + name, 1}), oci::Want::content) << name;
    EXPECT_EQ(select_path({k_site + name, 1}), oci::Want::nothing) << name;
    EXPECT_EQ(select_path({name, 1}), oci::Want::nothing) << name;
  }
  EXPECT_EQ(select_path({k_site + "a-1.dist-info/WHEEL", 1}), oci::Want::nothing);
}

}  // namespace
}  // namespace pushgate::sbom
