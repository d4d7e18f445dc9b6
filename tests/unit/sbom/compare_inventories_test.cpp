// SPDX-License-Identifier: Apache-2.0
#include "sbom/compare_inventories.hpp"

#include <gtest/gtest.h>

#include "adapter/crypto/sha256.hpp"
#include "base/format.hpp"

namespace pushgate::sbom {
namespace {

using model::Component;
using model::Inventory;
using Changes = std::vector<std::string>;

/// `pypi a 1 /where 0`: ecosystem, name, version, place, position of the layer (`-`: none).
struct Package {
  std::string ecosystem, name, version, place;
  int layer = -1;
};

/// Layers are called by the letters of `layers`.
Inventory inventory(const std::string& layers, const std::vector<Package>& packages) {
  Inventory out;
  for (const char name : layers) out.layers.push_back({crypto::sha256(std::string(1, name)), "", {}});
  for (const auto& package : packages) {
    Component component;
    component.ecosystem = package.ecosystem;
    component.name = package.name;
    component.version = package.version;
    component.evidence_path = package.place;
    if (package.layer >= 0) component.layer = out.layers[static_cast<std::size_t>(package.layer)].diff_id;
    out.components.push_back(component);
  }
  return out;
}

Changes changes(const Inventory& from, const Inventory& to) {
  static constexpr std::array k_names = {"added", "removed", "changed", "moved"};
  const auto diff = compare_inventories(from, to);
  Changes out;
  for (const auto& change : diff.changes) {
    out.push_back(fmt::format("{} {} {} {}>{} {}", k_names[static_cast<std::size_t>(change.kind)],
                              change.ecosystem, change.name, change.from_version, change.to_version,
                              change.place));
  }
  out.push_back(fmt::format("{} same", diff.same));
  return out;
}

TEST(CompareInventories, tells_added_removed_and_changed) {
  EXPECT_EQ(
      changes(inventory("", {{"deb", "a", "1", "/s"}, {"deb", "b", "1", "/s"}, {"deb", "c", "1", "/s"}}),
              inventory("", {{"deb", "b", "2", "/s"}, {"deb", "c", "1", "/s"}, {"rpm", "a", "1", "/r"}})),
      (Changes{"removed deb a 1> /s", "changed deb b 1>2 /s", "added rpm a >1 /r", "1 same"}));
}

TEST(CompareInventories, names_are_compared_as_their_ecosystem_does) {
  EXPECT_EQ(changes(inventory("", {{"pypi", "Foo_Bar", "1", "/x"}}),
                    inventory("", {{"pypi", "foo-bar", "2", "/x"}})),
            (Changes{"changed pypi foo-bar 1>2 /x", "0 same"}));
}

TEST(CompareInventories, a_package_moves_only_with_another_layer_at_another_position) {
  const auto before = inventory("AB", {{"deb", "a", "1", "/s", 0}});
  EXPECT_EQ(changes(before, inventory("CB", {{"deb", "a", "1", "/s", 0}})), Changes{"1 same"})
      << "built again";
  EXPECT_EQ(changes(before, inventory("XAB", {{"deb", "a", "1", "/s", 1}})), Changes{"1 same"})
      << "pushed up";
  EXPECT_EQ(changes(before, inventory("AB", {{"deb", "a", "1", "/s", 1}})),
            (Changes{"moved deb a 1>1 /s", "1 same"}));
  EXPECT_EQ(changes(before, inventory("", {{"deb", "a", "1", "/s"}})), Changes{"1 same"}) << "unknown layer";
}

TEST(CompareInventories, of_several_copies_equal_versions_belong_together) {
  EXPECT_EQ(
      changes(inventory("", {{"npm", "a", "1", "/p"}, {"npm", "a", "2", "/q"}}),
              inventory("", {{"npm", "a", "2", "/p"}, {"npm", "a", "3", "/q"}, {"npm", "a", "3", "/r"}})),
      (Changes{"changed npm a 1>3 /q", "added npm a >3 /r", "1 same"}));
}

TEST(CompareInventories, nested_packages_and_the_system_count) {
  auto from = inventory("", {{"deb", "python3-six", "1", "/s"}});
  auto to = from;
  from.os = {.family = "debian", .version = "12.5", .id = "", .version_id = "", .pretty_name = ""};
  to.os = {.family = "debian", .version = "12.6", .id = "", .version_id = "", .pretty_name = ""};
  from.components[0].nested = inventory("", {{"pypi", "six", "1.15", "/m"}}).components;
  to.components[0].nested = inventory("", {{"pypi", "six", "1.16", "/m"}}).components;
  EXPECT_EQ(changes(from, to), (Changes{"changed pypi six 1.15>1.16 /m", "1 same"}));
  const auto diff = compare_inventories(from, to);
  EXPECT_EQ(diff.from_system + " " + diff.to_system, "debian 12.5 debian 12.6");
  EXPECT_FALSE(diff.empty());
  EXPECT_TRUE(compare_inventories(from, from).empty());
}

}  // namespace
}  // namespace pushgate::sbom
