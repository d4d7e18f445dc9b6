// SPDX-License-Identifier: Apache-2.0
#include "sbom/first_layers.hpp"

#include <gtest/gtest.h>

#include <optional>

#include "unit/sbom/layer_builder.hpp"

namespace pushgate::sbom {
namespace {

const std::string k_status = "var/lib/dpkg/status";

std::optional<std::size_t> first(const std::vector<oci::LayerFacts>& facts, std::string ecosystem,
                                 std::string name, std::string version, std::string path) {
  const auto found = FirstLayers::find(facts);
  if (!found) {
    ADD_FAILURE() << found.error().render();
    return std::nullopt;
  }
  model::Component component;
  component.ecosystem = ecosystem;
  component.name = name;
  component.version = version;
  component.architecture = ecosystem == "deb" ? "amd64" : "";
  component.evidence_path = path;
  const auto* layer = found->of(component);
  return layer == nullptr ? std::nullopt : std::optional(*layer);
}

TEST(FirstLayers, a_rewritten_database_keeps_older_packages_where_they_came_from) {
  const auto facts = layers(
      {LayerBuilder().file(k_status, deb_stanza("a", "1") + deb_stanza("b", "1")),
       LayerBuilder().file("srv/data", "x"),
       LayerBuilder().file(k_status, deb_stanza("a", "1") + deb_stanza("b", "2") + deb_stanza("c", "1"))});
  EXPECT_EQ(first(facts, "deb", "a", "1", "/" + k_status), 0u);
  EXPECT_EQ(first(facts, "deb", "b", "2", "/" + k_status), 2u);
  EXPECT_EQ(first(facts, "deb", "c", "1", "/" + k_status), 2u);
  EXPECT_EQ(first(facts, "deb", "d", "1", "/" + k_status), std::nullopt);
}

TEST(FirstLayers, a_later_layer_may_only_link_to_what_was_there) {
  const auto facts = layers({LayerBuilder().file("opt/dpkg/status", deb_stanza("a", "1")),
                             LayerBuilder().symlink(k_status, "/opt/dpkg/status")});
  EXPECT_EQ(first(facts, "deb", "a", "1", "/opt/dpkg/status"), 1u);
}

TEST(FirstLayers, a_hard_link_is_followed_to_a_file_of_another_name) {
  const auto facts =
      layers({LayerBuilder().file("etc/hostname", "x"),
              LayerBuilder().file("opt/db", deb_stanza("a", "1")).hardlink(k_status, "opt/db")});
  EXPECT_EQ(first(facts, "deb", "a", "1", "/" + k_status), 1u);
}

TEST(FirstLayers, a_hard_link_may_lead_through_a_linked_directory) {
  const auto facts = layers(
      {LayerBuilder().symlink("lib", "usr/lib").unread_file("usr/lib/libfoo.so"),
       LayerBuilder().hardlink("usr/lib/libfoo.so.1", "lib/libfoo.so").file(k_status, deb_stanza("a", "1"))});
  EXPECT_EQ(first(facts, "deb", "a", "1", "/" + k_status), 1u);
}

TEST(FirstLayers, a_broken_state_that_is_replaced_does_no_harm) {
  const auto facts =
      layers({LayerBuilder().file(k_status, "rubbish"), LayerBuilder().symlink(k_status, "/nowhere"),
              LayerBuilder().file(k_status, deb_stanza("a", "1"))});
  EXPECT_EQ(first(facts, "deb", "a", "1", "/" + k_status), 2u);
}

TEST(FirstLayers, python_moves_with_its_file) {
  const std::string path = "usr/lib/a-1.dist-info/METADATA";
  const auto facts =
      layers({LayerBuilder().file(path, metadata("a", "1")), LayerBuilder().whiteout("usr/lib/a-1.dist-info"),
              LayerBuilder().file("usr/lib/b-1.dist-info/METADATA", metadata("b", "1"))});
  EXPECT_EQ(first(facts, "pypi", "a", "1", "/" + path), 0u);
  EXPECT_EQ(first(facts, "pypi", "b", "1", "/usr/lib/b-1.dist-info/METADATA"), 2u);
}

}  // namespace
}  // namespace pushgate::sbom
