// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "base/result.hpp"
#include "cli/exit_code.hpp"

namespace CLI {
class App;
}

namespace pushgate::cli {

/// `--output-key-prefix`, as cosign calls it.
void add_key_prefix_option(CLI::App& app, std::string& prefix);

/// Says which files were written.
Result<ExitCode> tell_of_key_pair(const std::string& prefix);

}  // namespace pushgate::cli
