// SPDX-License-Identifier: Apache-2.0
#include "sbom/inventory.hpp"

#include <gtest/gtest.h>

#include "unit/sbom/layer_builder.hpp"

namespace pushgate::sbom {
namespace {

const std::string k_status = "var/lib/dpkg/status";
const std::string k_site = "usr/lib/python3/dist-packages/";

LayerBuilder base() {
  return LayerBuilder()
      .file("etc/debian_version", "12.5\n")
      .file("etc/os-release", "ID=debian\nVERSION_ID=\"12\"\n")
      .file(k_status, deb_stanza("python3-six", "1.16.0-4", "Source: six\n") + deb_stanza("sed", "4.9-1"))
      .file("var/lib/dpkg/info/python3-six.list", "/.\n/" + k_site + "six-1.16.0.egg-info/PKG-INFO\n")
      .file(k_site + "six-1.16.0.egg-info/PKG-INFO", metadata("six", "1.16.0"));
}

std::vector<std::string> names(const std::vector<model::Component>& components) {
  std::vector<std::string> out;
  for (const auto& component : components) out.push_back(component.name + "=" + component.version);
  return out;
}

using Names = std::vector<std::string>;

TEST(Inventory, nests_what_a_deb_ships_and_tells_each_layer) {
  const auto facts = layers({base(), LayerBuilder().file("opt/a-1.dist-info/METADATA", metadata("a", "1"))});
  const auto inventory = take_inventory(facts, merged(facts));
  ASSERT_TRUE(inventory) << inventory.error().render();
  EXPECT_EQ(inventory->os.family, "debian");
  EXPECT_EQ(names(inventory->components), (Names{"python3-six=1.16.0-4", "sed=4.9-1", "a=1"}));
  EXPECT_EQ(inventory->components[0].layer, facts[0].diff_id);
  EXPECT_EQ(inventory->components[2].layer, facts[1].diff_id);
  ASSERT_EQ(names(inventory->components[0].nested), Names{"six=1.16.0"});
  EXPECT_EQ(inventory->components[0].nested[0].layer, facts[0].diff_id);
}

TEST(Inventory, sees_only_what_the_last_layer_left) {
  const auto facts =
      layers({base(), LayerBuilder().whiteout("usr/lib/python3").file(k_status, deb_stanza("sed", "4.9-2"))});
  const auto inventory = take_inventory(facts, merged(facts));
  ASSERT_TRUE(inventory) << inventory.error().render();
  EXPECT_EQ(names(inventory->components), Names{"sed=4.9-2"});
  EXPECT_EQ(inventory->components[0].layer, facts[1].diff_id);
}

TEST(Inventory, a_database_that_became_a_directory_is_an_error) {
  const auto facts = layers({base(), LayerBuilder().whiteout(k_status).directory(k_status)});
  const auto inventory = take_inventory(facts, merged(facts));
  ASSERT_FALSE(inventory);
  EXPECT_EQ(inventory.error().render(),
            "pushgate: error: /var/lib/dpkg/status: is no regular file; expected one that can be read\n");
}

TEST(Inventory, an_empty_image_is_empty) {
  for (const auto& facts : {layers({}), layers({LayerBuilder()})}) {
    const auto inventory = take_inventory(facts, merged(facts));
    ASSERT_TRUE(inventory);
    EXPECT_TRUE(inventory->components.empty());
    EXPECT_EQ(inventory->os.family, "");
  }
}

TEST(Inventory, asks_for_files_that_only_a_link_names) {
  const auto facts = layers({LayerBuilder()
                                 .unread_file("opt/db")
                                 .hardlink(k_status, "opt/db")
                                 .unread_file("opt/release")
                                 .symlink("etc/os-release", "../opt/release")
                                 .file("x/a-1.dist-info/METADATA", metadata("a", "1"))});
  const auto paths = unread_evidence(facts, merged(facts));
  ASSERT_TRUE(paths);
  std::vector<std::string> out;
  for (const auto& file : *paths) out.push_back(file.path.str());
  EXPECT_EQ(out, (Names{"opt/db", "opt/release", k_status}));
  EXPECT_FALSE(take_inventory(facts, merged(facts)));
  const auto whole = layers({base()});
  EXPECT_EQ(unread_evidence(whole, merged(whole))->size(), 0u);
}

TEST(Inventory, selects_by_name_and_bounds_copyright_files) {
  EXPECT_EQ(select_path({"var/lib/dpkg/status", 1}), oci::Want::content);
  EXPECT_EQ(select_path({"etc/debian_version", 1}), oci::Want::content);
  EXPECT_EQ(select_path({"x/a-1.dist-info/METADATA", 1}), oci::Want::content);
  EXPECT_EQ(select_path({"usr/share/doc/a/copyright", 1u << 20}), oci::Want::content);
  EXPECT_EQ(select_path({"usr/share/doc/a/copyright", (1u << 20) + 1}), oci::Want::nothing);
  EXPECT_EQ(select_path({"usr/bin/python3", 1}), oci::Want::nothing);
}

}  // namespace
}  // namespace pushgate::sbom
