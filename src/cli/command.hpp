// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <span>

#include "base/result.hpp"
#include "cli/exit_code.hpp"

namespace CLI {
class App;
}

namespace pushgate::cli {

/// What a command does once its options are parsed.
using Action = std::function<Result<ExitCode>()>;

/// A row of the command table. `add` declares options on `app`, which outlives the action that it returns.
struct Command {
  const char* name;
  const char* summary;
  Action (*add)(CLI::App& app);
};

/// Every command, in the order of the help text. `key generate` and the like are two words: parent and child.
std::span<const Command> command_table();

}  // namespace pushgate::cli
