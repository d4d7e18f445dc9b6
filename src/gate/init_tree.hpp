// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "plan/fleet_guess.hpp"

namespace pushgate::gate {

/// Dockerfiles of a tree (`Dockerfile`, `Dockerfile.NAME`, `NAME.Dockerfile`, `Containerfile`), relative to
/// it and in order. Not looked into: hidden folders, node_modules, virtual environments, what a link leads
/// to. Untrusted: the tree. Limits: k_tree_entries, k_tree_dockerfiles, k_tree_depth. Errors: unchecked;
/// misuse for a folder that is none.
Result<std::vector<std::string>> find_dockerfiles(const std::filesystem::path& tree);

/// The fleet that a tree's Dockerfiles tell, with the locks, contexts and machine profiles that lie beside
/// them, and the user that they name (empty: none, or several). Dockerfiles that cannot be read are told in
/// FleetGuess::unknown.
struct TreeGuess {
  plan::FleetGuess guess;
  std::string user;
};
Result<TreeGuess> guess_tree(const std::filesystem::path& tree);

}  // namespace pushgate::gate
