// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "cli/command.hpp"
#include "cli/output.hpp"
#include "gate/fleet_push.hpp"

namespace pushgate::cli {

/// `push --fleet`: the same word as `push IMAGE REF`, and another command.
struct PushFleetCommand {
  gate::FleetPushRequest request;
  bool undo = false;
};

/// Its own options; `--fleet`, `--key`, those of registries and of output are push's.
void add_push_fleet_options(CLI::App& app, PushFleetCommand& command);

Result<ExitCode> run_push_fleet(const PushFleetCommand& command, const Output& output);

}  // namespace pushgate::cli
