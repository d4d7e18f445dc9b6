// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "plan/fleet.hpp"

namespace pushgate::plan {

/// What a Dockerfile says of its last stage.
struct DockerfileFacts {
  std::string path;                  ///< relative to the tree: `services/bus/Dockerfile`
  std::string base;                  ///< the image that it is FROM; empty where only the builder knows
  std::vector<std::uint16_t> ports;  ///< of EXPOSE, tcp, in its order
  std::optional<std::uint16_t> health_port;  ///< which of them the health check asks
  std::string user;                          ///< as written; empty where none is said
};

struct FleetGuess {
  Fleet fleet;
  std::vector<std::string> unknown;  ///< `service 'bus': EXPOSE has 3 ports; …`
};

/// A fleet file's first draft. A Dockerfile is a family's where another is FROM its image (the image's name
/// is that of its folder, with `family-` in front or not) or where it lies in `families/`; every other is a
/// service's, named after its folder. An image `family-NAME` is a family even without a Dockerfile. Ports are
/// guessed only where EXPOSE has two. Nothing is guessed that no Dockerfile says. `tree`: the name of the
/// folder that holds all, for a Dockerfile at its top. Untrusted: the facts.
FleetGuess guess_fleet(const std::vector<DockerfileFacts>& dockerfiles, const std::string& tree);

/// Takes the ports of a service away that another has on the same machine: such a file would not be read.
void leave_out_clashing_ports(FleetGuess& guess);

}  // namespace pushgate::plan
