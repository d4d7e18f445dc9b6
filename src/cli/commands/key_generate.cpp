// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <memory>

#include "cli/commands/commands.hpp"
#include "cli/commands/key_pair.hpp"
#include "cli/terminal.hpp"
#include "gate/signing_key.hpp"

namespace pushgate::cli {

Action add_key_generate(CLI::App& app) {
  auto prefix = std::make_shared<std::string>("cosign");
  add_key_prefix_option(app, *prefix);
  return [prefix]() -> Result<ExitCode> {
    TRY(gate::generate_key_pair(*prefix, ask_new_password));
    return tell_of_key_pair(*prefix);
  };
}

}  // namespace pushgate::cli
