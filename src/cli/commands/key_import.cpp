// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <memory>

#include "cli/commands/commands.hpp"
#include "cli/commands/key_pair.hpp"
#include "cli/terminal.hpp"
#include "gate/signing_key.hpp"

namespace pushgate::cli {

Action add_key_import(CLI::App& app) {
  auto file = std::make_shared<std::string>();
  auto prefix = std::make_shared<std::string>("import-cosign");
  app.add_option(
         "FILE", *file,
         "an ECDSA P-256 private key in PEM (PKCS #8 or SEC 1; plain or encrypted), or env://VARIABLE")
      ->required()
      ->type_name("");
  add_key_prefix_option(app, *prefix);
  return [file, prefix]() -> Result<ExitCode> {
    warn_of_key_file(*file);
    TRY(gate::import_key(*file, *prefix, ask_password, ask_new_password));
    return tell_of_key_pair(*prefix);
  };
}

}  // namespace pushgate::cli
