// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "adapter/crypto/sha256.hpp"
#include "base/clock.hpp"
#include "retention/graph.hpp"

namespace pushgate::retention {

/// Nodes by name: the digest of a node is that of its name.
inline Digest digest_of(const std::string& name) {
  return crypto::sha256(name);
}
inline std::string attached(const std::string& name, const std::string& ending = "") {
  return "sha256-" + digest_of(name).hex() + ending;
}

class Nodes {
 public:
  Node& image(const std::string& name, std::vector<std::string> tags = {}) {
    m_nodes.push_back({.digest = digest_of(name), .size = 100, .tags = std::move(tags)});
    return m_nodes.back();
  }
  Node& index(const std::string& name, const std::vector<std::string>& children,
              std::vector<std::string> tags = {}) {
    Node& node = image(name, std::move(tags));
    for (const auto& child : children) node.children.push_back(digest_of(child));
    return node;
  }
  Node& referrer(const std::string& name, const std::string& subject) {
    Node& node = image(name);
    node.subject = digest_of(subject);
    return node;
  }
  Graph graph() const { return Graph(m_nodes); }
  std::vector<Node>& nodes() { return m_nodes; }

 private:
  std::vector<Node> m_nodes;
};

inline Time time_of(const std::string& day) {
  return parse_date(day).value();
}

}  // namespace pushgate::retention
