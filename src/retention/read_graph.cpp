// SPDX-License-Identifier: Apache-2.0
#include "retention/read_graph.hpp"

#include <cstddef>
#include <optional>
#include <unordered_set>
#include <utility>

#include "base/format.hpp"
#include "base/interrupt.hpp"
#include "base/side_by_side.hpp"

namespace pushgate::retention {

namespace {

constexpr std::size_t k_at_once = 8;
constexpr std::size_t k_manifests = 200'000;

/// One round of questions after the other: what a round finds is asked for in the next.
class Walk {
 public:
  explicit Walk(RepositoryStore& store) : m_store(store) {}

  Result<Graph> run(const std::vector<Digest>& known) {
    TRY_ASSIGN(auto listing, m_store.list());
    m_complete = listing.complete;
    for (auto& version : listing.versions)
      if (m_seen.insert(version.digest).second) m_round.push_back(std::move(version));
    m_listed = m_round.size();
    if (!m_complete)
      for (const Digest& digest : known) want(digest);
    while (!m_round.empty()) TRY(ask_round());
    return Graph(std::move(m_nodes));
  }

 private:
  struct Found {
    Result<std::optional<Node>> node = std::optional<Node>();
    std::vector<oci::Descriptor> referrers{};
  };

  void want(const Digest& digest) {
    if (m_seen.insert(digest).second) m_round.push_back({.digest = digest});
  }

  Found ask(const StoredVersion& version) {
    Found found;
    const auto answer = [&]() -> Result<std::optional<Node>> {
      TRY(check_interrupt());
      auto document = version.document;
      if (!document) {
        TRY_ASSIGN(document, m_store.manifest(version.digest));
      }
      if (!document) return std::nullopt;
      TRY_ASSIGN(Node node, read_node(*document));
      node.tags = version.tags;
      if (version.stored_at) node.stored_at = version.stored_at;
      if (!m_complete) {
        TRY_ASSIGN(found.referrers, m_store.referrers(version.digest));
      }
      return node;
    };
    found.node = answer();
    return found;
  }

  Result<void> ask_round() {
    const auto round = std::exchange(m_round, {});
    if (m_seen.size() > k_manifests)
      return fail(Error::unchecked("repository", fmt::format("has more than {} manifests", k_manifests)));
    std::vector<Found> found(round.size());
    side_by_side(
        round.size(), [&](std::size_t i) { found[i] = ask(round[i]); }, k_at_once);
    const std::size_t listed = std::exchange(m_listed, 0);
    for (std::size_t i = 0; i < found.size(); ++i) {
      auto& one = found[i];
      TRY_ASSIGN(auto node, std::move(one.node));
      // What a list names and nobody can read may need anything.
      if (!node && i < listed)
        return fail(Error::unchecked(round[i].digest.to_string(),
                                     "is in the repository's list, and its manifest is not there")
                        .with_hint("something else may be changing the repository; try again"));
      if (!node) continue;
      if (!m_complete) follow(*node, one.referrers);
      m_nodes.push_back(std::move(*node));
    }
    return {};
  }

  void follow(const Node& node, const std::vector<oci::Descriptor>& referrers) {
    for (const Digest& child : node.children) want(child);
    if (node.subject) want(*node.subject);
    for (const auto& tag : node.tags)
      if (const auto owner = owner_of_tag(tag)) want(*owner);
    for (const auto& referrer : referrers) want(referrer.digest);
  }

  RepositoryStore& m_store;
  bool m_complete = false;
  std::size_t m_listed = 0;  // of the first round: from the list
  std::unordered_set<Digest> m_seen;
  std::vector<StoredVersion> m_round;
  std::vector<Node> m_nodes;
};

}  // namespace

Result<Graph> read_graph(RepositoryStore& store, const std::vector<Digest>& known) {
  return Walk(store).run(known);
}

}  // namespace pushgate::retention
