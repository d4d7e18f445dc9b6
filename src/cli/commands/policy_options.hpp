// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace CLI {
class App;
}

namespace pushgate::cli {

/// `--policy` and `--fleet`, of commands that ask for the policy in force.
void add_policy_options(CLI::App& app, std::string& policy_file, std::string& fleet_file);

}  // namespace pushgate::cli
