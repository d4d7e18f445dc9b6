// SPDX-License-Identifier: Apache-2.0
#include "retention/plan_repository.hpp"

#include "retention/freed_bytes.hpp"

namespace pushgate::retention {

PlannedRepository plan_repository(const std::string& name, const RepositoryStore& store, const Graph& graph,
                                  const Verdict& verdict) {
  PlannedRepository planned{.name = name, .store = std::string(store.kind())};
  for (Graph::Place place = 0; place < graph.nodes().size(); ++place) {
    const Node& node = graph.nodes()[place];
    planned.manifests.push_back({node.digest, node.tags, !verdict.kept[place], verdict.why[place]});
  }
  FreedBytes freed;
  freed.add(graph, verdict.kept);
  planned.frees = freed.total();
  return planned;
}

}  // namespace pushgate::retention
