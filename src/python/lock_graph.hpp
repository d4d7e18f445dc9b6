// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace pushgate::python {

/// Who needs whom in a lock that writes markers on its edges alone, and so for what each package is
/// installed.
class LockGraph {
 public:
  using Node = std::size_t;

  Node add_node();
  /// `marker` is empty where the edge always holds.
  void add_edge(Node from, Node to, std::string marker);

  /// For each node one marker, as `(A) and (B) or (C)`, of the ways that lead to it from the root: empty
  /// where one has no marker; none where no way leads to it. Limits: 64 KiB for one, 256 ways to one node,
  /// 200,000 steps: past them it is `tangled`, and its marker means nothing.
  struct Condition {
    bool reached = false;
    bool tangled = false;
    bool plain = false;  ///< some way holds without an extra or a group that somebody has to ask for
    std::string marker;
  };
  std::vector<Condition> conditions(Node root) const;

 private:
  struct Edge {
    Node to = 0;
    std::string marker;
  };
  std::vector<std::vector<Edge>> m_edges;
};

}  // namespace pushgate::python
