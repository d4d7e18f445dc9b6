// SPDX-License-Identifier: Apache-2.0
#include "python/lock_graph.hpp"

#include <algorithm>

namespace pushgate::python {

namespace {

constexpr std::size_t k_ways = 256;
constexpr std::size_t k_steps = 200'000;
constexpr std::size_t k_marker_bytes = 64u << 10;

/// The markers that have to hold on one way.
using Way = std::set<std::string>;

bool includes(const Way& more, const Way& less) {
  return std::ranges::includes(more, less);
}

/// Adds a way, and drops those that ask for more. False where a way that asks for less is there.
bool add(std::vector<Way>& ways, Way way) {
  for (const auto& known : ways) {
    if (includes(way, known)) return false;
  }
  std::erase_if(ways, [&](const Way& known) { return includes(known, way); });
  ways.push_back(std::move(way));
  return true;
}

std::string written(std::vector<Way> ways) {
  std::ranges::sort(ways);
  std::string out;
  for (const auto& way : ways) {
    if (!out.empty()) out += " or ";
    std::string all;
    for (const auto& marker : way) all += (all.empty() ? "(" : " and (") + marker + ")";
    out += all;
  }
  if (ways.size() == 1 && ways.front().size() == 1) return *ways.front().begin();
  return out;
}

bool is_choice(const std::string& marker) {
  return marker.starts_with('\'') &&
         (marker.ends_with(" in extras") || marker.ends_with(" in dependency_groups"));
}

}  // namespace

LockGraph::Node LockGraph::add_node() {
  m_edges.emplace_back();
  return m_edges.size() - 1;
}

void LockGraph::add_edge(Node from, Node to, std::string marker) {
  m_edges[from].push_back({to, std::move(marker)});
}

std::vector<LockGraph::Condition> LockGraph::conditions(Node root) const {
  std::vector<std::vector<Way>> ways(m_edges.size());
  std::vector<Condition> out(m_edges.size());
  std::vector<std::pair<Node, Way>> open = {{root, {}}};
  add(ways[root], {});
  std::size_t steps = 0;
  while (!open.empty()) {
    const auto [from, way] = std::move(open.back());
    open.pop_back();
    if (std::ranges::find(ways[from], way) == ways[from].end()) continue;  // another asks for less by now
    for (const auto& edge : m_edges[from]) {
      auto longer = way;
      if (!edge.marker.empty()) longer.insert(edge.marker);
      if (++steps > k_steps || ways[edge.to].size() > k_ways) {
        for (auto& one : out) one.tangled = true;
        return out;
      }
      if (add(ways[edge.to], longer)) open.emplace_back(edge.to, std::move(longer));
    }
  }
  for (Node node = 0; node < ways.size(); ++node) {
    auto& condition = out[node];
    condition.reached = !ways[node].empty();
    condition.plain =
        std::ranges::any_of(ways[node], [](const Way& way) { return std::ranges::none_of(way, is_choice); });
    condition.marker = written(std::move(ways[node]));
    condition.tangled = condition.marker.size() > k_marker_bytes;
  }
  return out;
}

}  // namespace pushgate::python
