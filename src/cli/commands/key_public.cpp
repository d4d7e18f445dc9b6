// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <memory>

#include "cli/commands/commands.hpp"
#include "cli/output.hpp"
#include "cli/terminal.hpp"
#include "gate/signing_key.hpp"

namespace pushgate::cli {

Action add_key_public(CLI::App& app) {
  auto key = std::make_shared<std::string>();
  auto output = std::make_shared<Output>();
  app.add_option("KEY", *key, "the private key: a file, or env://VARIABLE")->required()->type_name("");
  app.add_option("-o,--output", output->file, "write it to a file, whole or not at all")->type_name("FILE");
  return [key, output]() -> Result<ExitCode> {
    warn_of_key_file(*key);
    TRY_ASSIGN(const crypto::PrivateKey private_key, gate::load_signing_key(*key, ask_password));
    TRY_ASSIGN(const crypto::PublicKey public_key, private_key.public_key());
    TRY(output->write(public_key.to_pem()));
    return ExitCode::passed;
  };
}

}  // namespace pushgate::cli
