// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <memory>

#include "cli/commands/commands.hpp"
#include "cli/output.hpp"
#include "cli/terminal.hpp"
#include "gate/signing_key.hpp"

namespace pushgate::cli {

Action add_key_generate(CLI::App& app) {
  auto prefix = std::make_shared<std::string>("cosign");
  app.add_option("--output-key-prefix", *prefix, "write PREFIX.key and PREFIX.pub")
      ->type_name("PREFIX")
      ->capture_default_str();
  return [prefix]() -> Result<ExitCode> {
    TRY(gate::generate_key_pair(*prefix, ask_new_password));
    TRY(Output{}.write(*prefix + ".key: the private key, encrypted; keep it secret\n" + *prefix +
                       ".pub: the public key, for `pushgate verify` and `cosign verify`\n"));
    return ExitCode::passed;
  };
}

}  // namespace pushgate::cli
