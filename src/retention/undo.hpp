// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "retention/plan_document.hpp"
#include "retention/repository_store.hpp"

namespace pushgate::retention {

struct Undone {
  std::size_t restored = 0;
  std::size_t there = 0;            ///< that were not gone, or are there again
  std::vector<std::string> lost{};  ///< `sha256:…: why`, of what did not come back, or not whole
};

/// Brings back what a plan removed from a repository and is gone, and looks whether its tags came with it.
/// `say` is told each. Errors: refused, where
/// the store knows no way back; unchecked, where it could not be asked: the same command goes on from there.
Result<Undone> undo_plan(const PlannedRepository& plan, RepositoryStore& store,
                         const std::function<void(const std::string&)>& say);

}  // namespace pushgate::retention
