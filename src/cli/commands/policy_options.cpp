// SPDX-License-Identifier: Apache-2.0
#include "cli/commands/policy_options.hpp"

#include <CLI/CLI.hpp>

namespace pushgate::cli {

void add_policy_options(CLI::App& app, std::string& policy_file, std::string& fleet_file) {
  app.add_option("--policy", policy_file, "the policy; the fleet file's or the built-in default otherwise")
      ->type_name("FILE");
  app.add_option("--fleet", fleet_file, "the fleet file; pushgate.yaml where there is one")
      ->type_name("FILE");
}

}  // namespace pushgate::cli
