// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "plan/fleet.hpp"

namespace pushgate::scanners {

/// The Dockerfiles below the fleet file's folder that it does not name, by the folders that they lie in.
struct DockerfileTree {
  std::vector<std::string> files;  ///< sorted paths, as the fleet file's begins
  std::multimap<std::string, std::size_t, std::less<>>
      folders;        ///< a folder's name, `-` as `_` and in lower case
  bool whole = true;  ///< false: it was cut off at k_tree_entries
};

/// Looks through the folder. Links are not followed, hidden folders and those of packages passed over.
/// Untrusted: the names. Limits: k_tree_entries entries, k_tree_depth folders deep.
DockerfileTree find_dockerfiles(const plan::Fleet& fleet);

/// Where a service's Dockerfile is, and where it should be.
struct DockerfilePlace {
  std::string planned;              ///< as the fleet file says; empty where it does not
  std::optional<std::string> file;  ///< the one to judge: the planned one, or one in a wrong place
  std::vector<std::string> strays;  ///< Dockerfiles of the service in other places
};

DockerfilePlace place_of(const plan::Fleet& fleet, const plan::Service& service, const DockerfileTree& tree);

}  // namespace pushgate::scanners
