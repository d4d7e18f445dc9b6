// SPDX-License-Identifier: Apache-2.0
#include "cli/commands/key_pair.hpp"

#include <CLI/CLI.hpp>

#include "cli/output.hpp"

namespace pushgate::cli {

void add_key_prefix_option(CLI::App& app, std::string& prefix) {
  app.add_option("--output-key-prefix", prefix, "write PREFIX.key and PREFIX.pub")
      ->type_name("PREFIX")
      ->capture_default_str();
}

Result<ExitCode> tell_of_key_pair(const std::string& prefix) {
  TRY(Output{}.write(prefix + ".key: the private key, encrypted; keep it secret\n" + prefix +
                     ".pub: the public key, for `pushgate verify` and `cosign verify`\n"));
  return ExitCode::passed;
}

}  // namespace pushgate::cli
