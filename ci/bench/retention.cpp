// SPDX-License-Identifier: Apache-2.0
//
// Plans a repository in memory: retention_bench MANIFESTS, for ci/bench.sh.
#include <cstdio>
#include <cstdlib>

#include "retention/plan_repository.hpp"
#include "retention/read_graph.hpp"
#include "unit/retention/memory_store.hpp"

int main(int count, char** words) {
  using namespace pushgate;
  constexpr std::size_t k_each = 5;  // two platforms, an index, a signature and an SBOM
  const std::size_t wanted = count < 2 ? 0 : std::strtoull(words[1], nullptr, 10);
  retention::MemoryStore store;
  store.complete = true;
  for (std::size_t i = 0; i < wanted / k_each; ++i) {
    const auto name = std::to_string(i);
    const auto amd64 = store.image("amd64 " + name, {}, {}, {"base", "layer " + name});
    const auto arm64 = store.image("arm64 " + name, {}, {}, {"base", "arm layer " + name});
    const auto day = fmt::format("20{:02}{:02}{:02}-{:07x}", i % 25, i % 12 + 1, i % 28 + 1, i);
    const auto index = store.index({amd64, arm64}, {day});
    store.image("signature " + name, {"sha256-" + index.hex() + ".sig"});
    store.image("sbom " + name, {}, index);
  }
  const auto graph = retention::read_graph(store, {});
  if (!graph) return EXIT_FAILURE;
  const auto verdict = retention::decide(*graph, {.keep_last = 5}, {}, system_time());
  retention::PlanDocument plan{.made = system_time()};
  plan.repositories.push_back(retention::plan_repository("r.example/app", store, *graph, verdict));
  std::printf("%zu of %zu go, a plan of %zu bytes\n", plan.repositories[0].removals(), graph->nodes().size(),
              retention::write_plan(plan).size());
  return EXIT_SUCCESS;
}
