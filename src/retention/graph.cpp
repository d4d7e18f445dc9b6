// SPDX-License-Identifier: Apache-2.0
#include "retention/graph.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "adapter/crypto/sha256.hpp"

namespace pushgate::retention {

namespace {

bool is_manifest(std::string_view media_type) {
  return oci::is_index(media_type) || media_type == oci::media_type::k_manifest ||
         media_type == oci::media_type::k_docker_manifest;
}

void note_created(Node& node, const std::map<std::string, std::string>& annotations) {
  const auto created = annotations.find("org.opencontainers.image.created");
  if (created == annotations.end()) return;
  if (const auto time = parse_rfc3339(created->second)) node.stored_at = *time;
}

void read_entry(Node& node, const oci::Descriptor& entry) {
  // BuildKit's caches are indexes of layers.
  if (!is_manifest(entry.media_type)) {
    node.blobs.push_back(entry);
    return;
  }
  node.children.push_back(entry.digest);
  const auto attested = entry.annotations.find("vnd.docker.reference.digest");
  if (attested == entry.annotations.end()) return;
  if (const auto digest = Digest::parse(attested->second))
    node.attestations.emplace_back(*digest, entry.digest);
}

}  // namespace

Result<Node> read_node(const oci::RawDocument& document) {
  Node node{.digest = document.digest, .media_type = document.media_type, .size = document.bytes.size()};
  if (oci::is_index(document.media_type)) {
    TRY_ASSIGN(const auto index, oci::parse_index(document));
    for (const auto& entry : index.manifests) read_entry(node, entry);
    if (index.subject) node.subject = index.subject->digest;
    note_created(node, index.annotations);
    return node;
  }
  TRY_ASSIGN(auto manifest, oci::parse_manifest(document));
  if (manifest.subject) node.subject = manifest.subject->digest;
  note_created(node, manifest.annotations);
  node.blobs = std::move(manifest.layers);
  node.blobs.push_back(std::move(manifest.config));
  return node;
}

std::optional<Digest> owner_of_tag(std::string_view tag) {
  constexpr std::string_view k_prefix = "sha256-";
  constexpr std::size_t k_hex = 64;
  if (!tag.starts_with(k_prefix)) return std::nullopt;
  const auto hex = tag.substr(k_prefix.size(), k_hex);
  const auto rest = tag.substr(std::min(tag.size(), k_prefix.size() + k_hex));
  if (!rest.empty() && rest.front() != '.') return std::nullopt;
  const auto digest = Digest::parse_hex(hex);
  return digest ? std::optional(*digest) : std::nullopt;
}

Graph::Graph(std::vector<Node> nodes)
    : m_nodes(std::move(nodes)),
      m_keeps(m_nodes.size()),
      m_owners(m_nodes.size()),
      m_parents(m_nodes.size()),
      m_missing(m_nodes.size()),
      m_dependent(m_nodes.size()),
      m_kinds(m_nodes.size()) {
  std::sort(m_nodes.begin(), m_nodes.end(), [](const Node& a, const Node& b) { return a.digest < b.digest; });
  for (Place place = 0; place < m_nodes.size(); ++place) {
    std::sort(m_nodes[place].tags.begin(), m_nodes[place].tags.end());
    m_places.emplace(m_nodes[place].digest, place);
  }
  link_children();
  link_dependents();
  link_former_fallbacks();
  classify();
}

std::optional<Graph::Place> Graph::find(const Digest& digest) const {
  const auto found = m_places.find(digest);
  return found == m_places.end() ? std::nullopt : std::optional(found->second);
}

void Graph::link_children() {
  for (Place place = 0; place < m_nodes.size(); ++place) {
    for (const Digest& child : m_nodes[place].children) {
      const auto found = find(child);
      if (!found) {
        m_missing[place].push_back(child);
        continue;
      }
      link(place, *found);
      m_parents[*found].push_back(place);
    }
  }
}

void Graph::own(Place dependent, const Digest& owner) {
  m_dependent[dependent] = true;
  const auto found = find(owner);
  if (!found) return;
  link(*found, dependent);
  m_owners[dependent].push_back(*found);
}

void Graph::link_dependents() {
  for (Place place = 0; place < m_nodes.size(); ++place) {
    const Node& node = m_nodes[place];
    if (node.subject) own(place, *node.subject);
    for (const auto& tag : node.tags)
      if (const auto owner = owner_of_tag(tag)) own(place, *owner);
    for (const auto& [image, attestation] : node.attestations)
      if (const auto found = find(attestation)) own(*found, image);
  }
}

void Graph::link_former_fallbacks() {
  for (Place place = 0; place < m_nodes.size(); ++place) {
    const Node& node = m_nodes[place];
    if (!node.tags.empty() || node.subject || !m_parents[place].empty()) continue;
    std::set<Digest> subjects;
    bool only_referrers = true;
    for (const Digest& child : node.children) {
      const auto found = find(child);
      if (!found) continue;
      const auto& subject = m_nodes[*found].subject;
      only_referrers = only_referrers && subject.has_value();
      if (subject) subjects.insert(*subject);
    }
    if (!only_referrers) continue;
    for (const Digest& subject : subjects) own(place, subject);
  }
}

void Graph::classify() {
  for (Place place = 0; place < m_nodes.size(); ++place) {
    const auto& tags = m_nodes[place].tags;
    const bool has_own_tag =
        std::any_of(tags.begin(), tags.end(), [](const auto& tag) { return !owner_of_tag(tag); });
    if (has_own_tag)
      m_kinds[place] = Kind::image;
    else if (!m_parents[place].empty() || !m_owners[place].empty())
      m_kinds[place] = Kind::part;
    else
      m_kinds[place] = m_dependent[place] ? Kind::orphan : Kind::untagged;
  }
}

std::vector<bool> Graph::reach(const std::vector<Place>& from, std::size_t* steps) const {
  std::vector<bool> reached(m_nodes.size());
  std::vector<Place> waiting;
  std::size_t looked = 0;
  const auto visit = [&](Place place) {
    ++looked;
    if (reached[place]) return;
    reached[place] = true;
    waiting.push_back(place);
  };
  for (const Place place : from) visit(place);
  while (!waiting.empty()) {
    const Place place = waiting.back();
    waiting.pop_back();
    for (const Place next : m_keeps[place]) visit(next);
  }
  if (steps != nullptr) *steps += looked;
  return reached;
}

Digest digest_of_tags(const std::vector<std::pair<Digest, std::vector<std::string>>>& sorted) {
  std::string text;
  for (const auto& [digest, tags] : sorted) {
    text += digest.to_string();
    for (const auto& tag : tags) text.append(" ").append(tag);
    text += '\n';
  }
  return crypto::sha256(text);
}

Digest Graph::digest() const {
  std::vector<std::pair<Digest, std::vector<std::string>>> lines;
  for (const Node& node : m_nodes) lines.emplace_back(node.digest, node.tags);
  return digest_of_tags(lines);
}

}  // namespace pushgate::retention
