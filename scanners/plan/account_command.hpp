// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "scanners/plan/shell_commands.hpp"

namespace pushgate::scanners {

/// A user or a group that a command makes. What depends on a variable without a value is absent; what the
/// command does not give is empty.
struct AccountCommand {
  bool is_group = false;
  std::string name;
  std::optional<std::string> number;  ///< UID of a user, GID of a group
  std::optional<std::string> group;   ///< of a user: GID or name
};

/// What `useradd`, `adduser`, `groupadd` and `addgroup` (shadow's, Debian's and BusyBox's) make. Nothing for
/// another command, and for one whose name is not known.
std::optional<AccountCommand> read_account(const ShellCommand& command);

}  // namespace pushgate::scanners
