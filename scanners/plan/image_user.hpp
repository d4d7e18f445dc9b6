// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "plan/fleet.hpp"

namespace pushgate::scanners {

/// Whether an image's `User` (`NAME`, `UID`, either with `:GROUP` or `:GID`; empty: root) is root, as far as
/// that can be told without the image's /etc/passwd. Untrusted: the user.
bool is_root_user(std::string_view user);

/// Whether it is the plan's: its name or its number, with its group's name (that of the user) or number, or
/// without a group, which /etc/passwd then says.
bool is_planned_user(std::string_view user, const plan::User& planned);

}  // namespace pushgate::scanners
