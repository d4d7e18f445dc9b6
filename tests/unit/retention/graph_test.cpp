// SPDX-License-Identifier: Apache-2.0
#include "retention/graph.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "registry_builder.hpp"

namespace pushgate::retention {
namespace {

using Kind = Graph::Kind;
using testing::ElementsAre;

Kind kind(const Graph& graph, const std::string& name) {
  return graph.kind(graph.find(digest_of(name)).value());
}

// What is kept where `name` is, by the names that are asked about.
std::string kept_with(const Graph& graph, const std::string& name, const std::vector<std::string>& asked) {
  const auto reached = graph.reach({graph.find(digest_of(name)).value()});
  std::string out;
  for (const auto& one : asked)
    if (reached[graph.find(digest_of(one)).value()]) out += (out.empty() ? "" : " ") + one;
  return out;
}

TEST(Graph, an_index_needs_its_children_and_not_the_other_way_round) {
  Nodes nodes;
  nodes.index("index", {"amd64", "arm64", "gone"}, {"v1"});
  nodes.image("amd64");
  nodes.image("arm64", {"v1-arm64"});
  const Graph graph = nodes.graph();
  EXPECT_EQ(kept_with(graph, "index", {"index", "amd64", "arm64"}), "index amd64 arm64");
  EXPECT_EQ(kept_with(graph, "amd64", {"index", "amd64", "arm64"}), "amd64");
  EXPECT_EQ(kind(graph, "index"), Kind::image);
  EXPECT_EQ(kind(graph, "amd64"), Kind::part);
  EXPECT_EQ(kind(graph, "arm64"), Kind::image);
  EXPECT_THAT(graph.missing(graph.find(digest_of("index")).value()), ElementsAre(digest_of("gone")));
}

TEST(Graph, what_refers_to_an_image_is_kept_with_it) {
  Nodes nodes;
  nodes.image("app", {"v1"});
  nodes.referrer("sbom", "app");
  nodes.referrer("signature of sbom", "sbom");
  nodes.image("sig", {attached("app", ".sig")});
  nodes.image("att of sbom", {attached("sbom", ".att")});
  nodes.index("fallback", {"sbom"}, {attached("app")});
  nodes.referrer("lost", "never there");
  nodes.image("lost sig", {attached("never there", ".sig")});
  const Graph graph = nodes.graph();
  EXPECT_EQ(kept_with(graph, "app", {"sbom", "signature of sbom", "sig", "att of sbom", "fallback", "lost"}),
            "sbom signature of sbom sig att of sbom fallback");
  EXPECT_EQ(kept_with(graph, "sig", {"app", "sbom"}), "");
  for (const char* part : {"sbom", "signature of sbom", "sig", "att of sbom", "fallback"})
    EXPECT_EQ(kind(graph, part), Kind::part) << part;
  EXPECT_EQ(kind(graph, "lost"), Kind::orphan);
  EXPECT_EQ(kind(graph, "lost sig"), Kind::orphan);
}

TEST(Graph, attestations_of_buildkit_belong_to_their_image) {
  Nodes nodes;
  nodes.index("index", {"app", "attestation"}, {"v1"}).attestations = {
      {digest_of("app"), digest_of("attestation")}};
  nodes.image("app");
  nodes.image("attestation");
  EXPECT_EQ(kept_with(nodes.graph(), "app", {"index", "attestation"}), "attestation");
}

TEST(Graph, a_former_fallback_index_belongs_to_the_subject) {
  Nodes nodes;
  nodes.image("app", {"v1"});
  nodes.referrer("sbom", "app");
  nodes.index("former", {"sbom", "gone"});
  nodes.index("list of images", {"app", "sbom"});
  nodes.index("empty", {});
  const Graph graph = nodes.graph();
  EXPECT_EQ(kind(graph, "former"), Kind::part);
  EXPECT_EQ(kept_with(graph, "app", {"former", "list of images"}), "former");
  EXPECT_EQ(kind(graph, "list of images"), Kind::untagged);
  EXPECT_EQ(kind(graph, "empty"), Kind::untagged);
}

TEST(Graph, a_circle_through_a_fallback_tag_ends) {
  Nodes nodes;
  nodes.index("circle", {"child"}, {attached("child")});
  nodes.image("child");
  nodes.image("itself", {attached("itself")});
  const Graph graph = nodes.graph();
  EXPECT_EQ(kept_with(graph, "circle", {"circle", "child"}), "circle child");
  EXPECT_EQ(kept_with(graph, "child", {"circle", "child"}), "circle child");
  EXPECT_EQ(kind(graph, "itself"), Kind::part);
}

TEST(Graph, tags_that_belong_to_a_digest) {
  EXPECT_EQ(owner_of_tag(attached("x")), digest_of("x"));
  EXPECT_EQ(owner_of_tag(attached("x", ".sig")), digest_of("x"));
  EXPECT_EQ(owner_of_tag(attached("x", "-sig")), std::nullopt);
  EXPECT_EQ(owner_of_tag("sha256-abc"), std::nullopt);
  EXPECT_EQ(owner_of_tag("v1"), std::nullopt);
  EXPECT_EQ(owner_of_tag(attached("x").substr(0, 70)), std::nullopt);
}

TEST(Graph, its_digest_is_that_of_digests_and_tags) {
  Nodes nodes;
  nodes.image("a", {"x", "w"});
  nodes.image("b");
  Nodes other;
  other.image("b");
  other.image("a", {"w", "x"});
  EXPECT_EQ(nodes.graph().digest(), other.graph().digest());
  other.nodes()[0].tags = {"y"};
  EXPECT_NE(nodes.graph().digest(), other.graph().digest());
}

TEST(Graph, an_index_of_a_build_cache_has_no_children) {
  const std::string bytes =
      R"({"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[)"
      R"({"mediaType":"application/vnd.oci.image.layer.v1.tar+gzip","size":3,"digest":")" +
      digest_of("layer").to_string() + R"("}],"annotations":{"org.opencontainers.image.created":)" +
      R"("2026-01-02T03:04:05Z"}})";
  const auto node = read_node({bytes, std::string(oci::media_type::k_index), crypto::sha256(bytes)});
  ASSERT_TRUE(node) << node.error().render();
  EXPECT_TRUE(node->children.empty());
  ASSERT_EQ(node->blobs.size(), 1u);
  EXPECT_EQ(node->blobs[0].digest, digest_of("layer"));
  EXPECT_EQ(node->size, bytes.size());
  EXPECT_EQ(format_rfc3339(*node->stored_at), "2026-01-02T03:04:05Z");
}

// A wide index, a long chain of referrers and many images: what is looked at grows with the edges.
TEST(Graph, the_cost_grows_in_proportion) {
  const auto steps_of = [](int count) {
    Nodes nodes;
    std::vector<std::string> children;
    for (int i = 0; i < count; ++i) {
      const auto name = std::to_string(i);
      nodes.image(name, {"tag-" + name});
      nodes.referrer("r" + name, i == 0 ? "0" : "r" + std::to_string(i - 1));
      children.push_back(name);
    }
    nodes.index("all", children, {"all"});
    const Graph graph = nodes.graph();
    std::size_t steps = 0;
    std::vector<Graph::Place> from;
    for (Graph::Place place = 0; place < graph.nodes().size(); ++place) from.push_back(place);
    graph.reach(from, &steps);
    return steps;
  };
  EXPECT_LE(steps_of(6700), 10 * steps_of(670) + 10);  // 20,100 edges and nodes
}

}  // namespace
}  // namespace pushgate::retention
