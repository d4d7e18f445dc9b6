// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "adapter/process/process.hpp"
#include "base/result.hpp"
#include "plan/rollout.hpp"
#include "rollout/target.hpp"

namespace pushgate::rollout {

/// Looks up a variable of our own environment.
using Variables = std::function<std::optional<std::string>(const std::string& name)>;

/// A command of the fleet file for one target: placeholders become whole arguments; a text for a shell is
/// /bin/sh's. The environment is PATH, HOME, USER, LOGNAME, LANG, LC_ALL, TZ, TMPDIR and SSH_AUTH_SOCK where
/// they are set, pass_env, and what the command is about: FORCE_IMAGE_TAG, PUSHGATE_DIGEST, PUSHGATE_IMAGE,
/// PUSHGATE_SERVICE, PUSHGATE_MACHINE, PUSHGATE_HOST. It runs in `folder`, the fleet file's.
/// Errors: misuse, for a program that is not there.
Result<process::ProcessSpec> host_command(const std::vector<std::string>& words,
                                          const plan::Delivery& delivery, const Target& target,
                                          const Release& release, const std::string& folder,
                                          const Variables& variables);

}  // namespace pushgate::rollout
