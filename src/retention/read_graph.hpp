// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "retention/graph.hpp"
#include "retention/repository_store.hpp"

namespace pushgate::retention {

/// Everything that a repository stores, as far as its store can say: what it lists, and where that is not
/// complete, what can be found from there and from `known` (digests that hosts, holds or a plan name)
/// through indexes, subjects, fallback tags and referrers. Errors: unchecked, where anything could not be
/// asked or read: what is not seen cannot be spared. Limits: 200,000 manifests.
Result<Graph> read_graph(RepositoryStore& store, const std::vector<Digest>& known);

}  // namespace pushgate::retention
