// SPDX-License-Identifier: Apache-2.0
//
// What must hold of any registry, looked at without the graph: the definitions are applied to the nodes as
// they stand, again and again until nothing changes.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <random>
#include <set>

#include "registry_builder.hpp"
#include "retention/decide.hpp"

namespace pushgate::retention {
namespace {

using Random = std::mt19937_64;

std::size_t below(Random& random, std::size_t end) {
  return std::uniform_int_distribution<std::size_t>(0, end - 1)(random);
}

std::vector<Node> random_registry(Random& random) {
  constexpr std::size_t k_most = 24;
  const std::size_t count = 1 + below(random, k_most);
  // Names past the last node are of things that are not there.
  const auto any = [&] { return digest_of(std::to_string(below(random, count + 3))); };
  std::vector<Node> nodes;
  for (std::size_t i = 0; i < count; ++i) {
    Node node{.digest = digest_of(std::to_string(i)), .size = 10};
    if (below(random, 3) == 0)
      for (std::size_t n = below(random, 4); n > 0; --n) node.children.push_back(any());
    if (below(random, 3) == 0) node.subject = any();
    if (!node.children.empty() && below(random, 3) == 0)
      node.attestations.emplace_back(any(), node.children.back());
    if (below(random, 3) == 0) node.tags.push_back("2026010" + std::to_string(below(random, 10)));
    if (below(random, 4) == 0)
      node.tags.push_back("sha256-" + any().hex() + (below(random, 2) == 0 ? "" : ".sig"));
    if (below(random, 6) == 0) node.tags.push_back("tag-" + std::to_string(i));
    for (std::size_t n = below(random, 3); n > 0; --n)
      node.blobs.push_back(
          {"", digest_of("layer" + std::to_string(below(random, 9))), 5, "", {}, std::nullopt});
    nodes.push_back(std::move(node));
  }
  return nodes;
}

/// The subjects that an index lists the referrers of: no tag, no subject, in no other index, and referrers
/// are all that it lists.
std::set<Digest> subjects_of_former_fallback(const std::vector<Node>& nodes, const Node& index) {
  if (!index.tags.empty() || index.subject) return {};
  std::set<Digest> subjects;
  for (const Node& node : nodes) {
    const auto lists = [](const Node& one, const Digest& digest) {
      return std::find(one.children.begin(), one.children.end(), digest) != one.children.end();
    };
    if (lists(node, index.digest)) return {};
    if (!lists(index, node.digest)) continue;
    if (!node.subject) return {};
    subjects.insert(*node.subject);
  }
  return subjects;
}

/// All that is needed by these, or belongs to them.
std::set<Digest> needs_of(const std::vector<Node>& nodes, std::set<Digest> kept) {
  std::set<Digest> there;
  for (const Node& node : nodes) there.insert(node.digest);
  for (std::size_t before = 0; before != kept.size();) {
    before = kept.size();
    const auto keep = [&](const Digest& digest) {
      if (there.contains(digest)) kept.insert(digest);
    };
    for (const Node& node : nodes) {
      if (kept.contains(node.digest))
        for (const Digest& child : node.children) keep(child);
      if (node.subject && kept.contains(*node.subject)) keep(node.digest);
      for (const auto& tag : node.tags)
        if (const auto owner = owner_of_tag(tag); owner && kept.contains(*owner)) keep(node.digest);
      for (const auto& [image, attestation] : node.attestations)
        if (kept.contains(image)) keep(attestation);
      for (const Digest& subject : subjects_of_former_fallback(nodes, node))
        if (kept.contains(subject)) keep(node.digest);
    }
  }
  return kept;
}

void check(const std::vector<Node>& nodes, Random& random) {
  const Graph graph(nodes);
  const plan::RetentionRules rules{.keep_last = static_cast<std::uint32_t>(1 + below(random, 3)),
                                   .keep_undated = below(random, 2) == 0,
                                   .keep_untagged = below(random, 2) == 0};
  Protected spared;
  if (below(random, 2) == 0) spared.emplace(digest_of("0"), "deployed");
  const auto verdict = decide(graph, rules, spared, time_of("2026-06-01"));

  std::set<Digest> kept;
  std::set<Digest> gone;
  for (std::size_t i = 0; i < graph.nodes().size(); ++i)
    (verdict.kept[i] ? kept : gone).insert(graph.nodes()[i].digest);
  // Nothing that is kept loses what it needs, and what goes is out of reach of all that is kept.
  EXPECT_EQ(needs_of(nodes, kept), kept);
  // Rules only ever keep.
  for (std::size_t i = 0; i < graph.nodes().size(); ++i) {
    if (!verdict.rules[i].empty()) {
      EXPECT_TRUE(verdict.kept[i]);
    }
  }
  // What goes is a candidate or an orphan, or was kept by one.
  std::set<Digest> candidates;
  for (std::size_t i = 0; i < graph.nodes().size(); ++i)
    if (verdict.rules[i].empty() && graph.kind(i) != Graph::Kind::part)
      candidates.insert(graph.nodes()[i].digest);
  const auto reached = needs_of(nodes, candidates);
  for (const Digest& digest : gone) EXPECT_TRUE(reached.contains(digest));
}

TEST(RandomRegistries, nothing_that_is_kept_loses_what_it_needs) {
  constexpr std::uint64_t k_registries = 10'000;
  const char* chosen = std::getenv("PUSHGATE_SEED");
  const std::uint64_t first = chosen == nullptr ? 0 : std::strtoull(chosen, nullptr, 10);
  for (std::uint64_t seed = first; seed < (chosen == nullptr ? k_registries : first + 1); ++seed) {
    Random random(seed);
    check(random_registry(random), random);
    ASSERT_FALSE(HasFailure()) << "seed " << seed << ": PUSHGATE_SEED=" << seed << " shows it alone";
  }
}

}  // namespace
}  // namespace pushgate::retention
