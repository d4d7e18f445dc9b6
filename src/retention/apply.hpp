// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "retention/decide.hpp"
#include "retention/graph.hpp"
#include "retention/plan_document.hpp"
#include "retention/repository_store.hpp"

namespace pushgate::retention {

/// What is still to be removed of a plan, looked up anew.
struct Remaining {
  Graph graph;                      ///< as it is now
  std::vector<bool> going;          ///< by place
  std::vector<Graph::Place> order;  ///< those that go: an index before its children, an image before what
                                    ///< belongs to it, so that nothing that is left half stands under a tag
  std::size_t gone = 0;             ///< that a run before has removed
};

/// Holds a plan against what the repository has now. It may have lost what the plan removes (a run before
/// was ended) and nothing else, gained nothing, and nothing that is kept or spared may need what goes.
/// `spare` tells what is spared in a graph. Errors: refused, where it has changed or the plan is not safe;
/// unchecked, where the store could not be asked.
Result<Remaining> check_plan(const PlannedRepository& plan, RepositoryStore& store,
                             const std::vector<Digest>& known,
                             const std::function<Protected(const Graph&)>& spare);

struct Applied {
  std::size_t removed = 0;
  std::vector<std::string>
      refused{};  ///< `sha256:…: reason`, by rules of the store, and what is left with it
  std::vector<std::string> broken{};  ///< `sha256:…: blob sha256:… is not there`, of what is kept
  std::size_t whole = 0;              ///< kept manifests that are
};

/// Removes what remains, then looks for every kept manifest and its blobs. Where the store refuses a removal,
/// all that is kept with that manifest is left, too. `say` is told each removal. Errors: unchecked, where the
/// store could not be asked on the way: the same plan goes on from there.
Result<Applied> apply_plan(const Remaining& remaining, RepositoryStore& store,
                           const std::function<void(const std::string&)>& say);

}  // namespace pushgate::retention
