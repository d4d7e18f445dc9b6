// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "scanners/plan/shell_commands.hpp"

namespace pushgate::scanners {

enum class HealthRequest {
  right,    ///< asks `/health` on the port
  wrong,    ///< asks something else, or nothing
  unknown,  ///< the address is put together from variables
};

/// What a healthcheck (docker's `Test`: `CMD` and words, or `CMD-SHELL` and a line) asks. A script's name
/// among the words is wrong, whatever it is told: only the script knows what it asks. Untrusted: the words.
HealthRequest judge_healthcheck(const std::vector<std::string>& test, std::uint16_t port,
                                const ShellVariables& variables);

}  // namespace pushgate::scanners
