// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/clock.hpp"
#include "base/digest.hpp"
#include "base/result.hpp"
#include "oci/descriptor.hpp"
#include "oci/manifest.hpp"

namespace pushgate::retention {

/// What the graph wants to know of a manifest or index.
struct Node {
  Digest digest;
  std::string media_type{};
  std::uint64_t size = 0;                ///< of its own bytes
  std::vector<std::string> tags{};       ///< sorted
  std::vector<Digest> children{};        ///< of an index: manifests and indexes
  std::optional<Digest> subject{};       ///< what it refers to (OCI 1.1)
  std::vector<oci::Descriptor> blobs{};  ///< configuration and layers
  /// BuildKit's attestations in an index: the manifest that is attested, and the attestation.
  std::vector<std::pair<Digest, Digest>> attestations{};
  std::optional<Time> stored_at{};  ///< by the store, else by its own annotation; may be unknown
};

/// Reads a document. Errors: unchecked, for one that is neither a manifest nor an index: what it needs cannot
/// be known, so nothing may be decided. Untrusted: the document.
Result<Node> read_node(const oci::RawDocument& document);

/// The digest that a tag belongs to as a fallback tag or as one of cosign's: `sha256-<hex>`, and the same
/// with `.sig`, `.att`, `.sbom` or another ending.
std::optional<Digest> owner_of_tag(std::string_view tag);

/// What needs what in one repository. An index needs its children. What refers to a manifest belongs to it
/// and is kept with it, though it is not needed by it to run: referrers (and theirs), what stands under its
/// fallback tag and cosign's tags, the attestations of BuildKit, and former fallback indexes, which every
/// change of a fallback tag leaves behind without a tag. Edges through fallback tags may run in a circle.
class Graph {
 public:
  using Place = std::size_t;  ///< of a node

  /// Each digest once. Sorts the nodes by digest.
  explicit Graph(std::vector<Node> nodes);

  const std::vector<Node>& nodes() const { return m_nodes; }
  std::optional<Place> find(const Digest& digest) const;

  /// What is kept where a node is.
  const std::vector<Place>& keeps(Place place) const { return m_keeps[place]; }
  /// What a node refers to and belongs to; empty for images.
  const std::vector<Place>& owners(Place place) const { return m_owners[place]; }
  /// The indexes that have it as a child.
  const std::vector<Place>& parents(Place place) const { return m_parents[place]; }

  enum class Kind {
    image,     ///< has a tag of its own
    untagged,  ///< has no tag, and nothing that is here refers to it
    part,      ///< belongs to something that is here
    orphan,    ///< belongs to something that is not here
  };
  Kind kind(Place place) const { return m_kinds[place]; }
  /// Children that are named and are not here, by digest.
  const std::vector<Digest>& missing(Place place) const { return m_missing[place]; }

  /// Everything that is kept where these are. `steps`, where given, counts what was looked at.
  std::vector<bool> reach(const std::vector<Place>& from, std::size_t* steps = nullptr) const;

  /// SHA-256 over every digest and its tags: two graphs of the same digest hold the same images.
  Digest digest() const;

 private:
  void link(Place from, Place to) { m_keeps[from].push_back(to); }
  void link_children();
  void link_dependents();
  void link_former_fallbacks();
  void own(Place dependent, const Digest& owner);
  void classify();

  std::vector<Node> m_nodes;
  std::unordered_map<Digest, Place> m_places;
  std::vector<std::vector<Place>> m_keeps;
  std::vector<std::vector<Place>> m_owners;
  std::vector<std::vector<Place>> m_parents;
  std::vector<std::vector<Digest>> m_missing;
  std::vector<bool> m_dependent;  // refers to something, here or not
  std::vector<Kind> m_kinds;
};

/// The digest of a list of digests with their tags, each sorted.
Digest digest_of_tags(const std::vector<std::pair<Digest, std::vector<std::string>>>& sorted);

}  // namespace pushgate::retention
