// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/command.hpp"
#include "cli/output.hpp"
#include "gate/rollout_hosts.hpp"

namespace pushgate::cli {

struct RolloutCommand {
  gate::RolloutRequest request;
  Output output;
};

/// `--fleet`, `--service`, `--key`, the registry's and the output's.
void add_rollout_options(CLI::App& app, RolloutCommand& command);
/// TAG and `--allow-down`, of what rolls out.
void add_release_options(CLI::App& app, RolloutCommand& command);
/// `--machine`.
void add_machine_option(CLI::App& app, RolloutCommand& command);
/// `--fleet`, `--service`.
void add_fleet_options(CLI::App& app, RolloutCommand& command);

/// Steps go to stderr as they come, the outcome where the output goes.
using RolloutFunction = Result<rollout::Outcome> (*)(const gate::RolloutRequest& request);
Result<ExitCode> run_rollout(RolloutCommand& command, RolloutFunction function);

}  // namespace pushgate::cli
