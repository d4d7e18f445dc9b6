// SPDX-License-Identifier: Apache-2.0
#include "retention/freed_bytes.hpp"

#include <gtest/gtest.h>

#include <limits>

#include "registry_builder.hpp"

namespace pushgate::retention {
namespace {

oci::Descriptor blob(const std::string& name, std::uint64_t size) {
  return {"", digest_of(name), size, "", {}, std::nullopt};
}

TEST(FreedBytes, shared_layers_count_once_and_kept_ones_not) {
  Nodes nodes;
  nodes.image("a").blobs = {blob("base", 1000), blob("app", 10)};
  nodes.image("b").blobs = {blob("app", 10), blob("own", 1)};
  nodes.image("kept").blobs = {blob("base", 1000)};
  const Graph graph = nodes.graph();
  std::vector<bool> kept(3);
  kept[graph.find(digest_of("kept")).value()] = true;
  FreedBytes freed;
  freed.add(graph, kept);
  EXPECT_EQ(freed.total(), 211u);  // two manifests of 100, app and own
  Nodes other;
  other.image("elsewhere").blobs = {blob("app", 10)};
  freed.add(other.graph(), {true});
  EXPECT_EQ(freed.total(), 201u);  // another repository keeps app
}

TEST(FreedBytes, sizes_that_nobody_has) {
  Nodes nodes;
  nodes.image("a").blobs = {blob("x", std::numeric_limits<std::uint64_t>::max()), blob("y", 5)};
  FreedBytes freed;
  freed.add(nodes.graph(), {false});
  EXPECT_EQ(freed.total(), std::numeric_limits<std::uint64_t>::max());
}

}  // namespace
}  // namespace pushgate::retention
