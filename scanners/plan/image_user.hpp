// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "plan/fleet.hpp"

namespace pushgate::scanners {

/// Who runs, as a container runtime finds it out.
struct ImageUser {
  std::uint32_t uid = 0;
  std::uint32_t gid = 0;
  std::string name;  ///< that /etc/passwd has for the number; empty: none
};

/// Finds an image's `User` (`NAME`, `UID`, either with `:GROUP` or `:GID`; empty: root) in the image's
/// /etc/passwd and /etc/group as runc does: the first line whose name or number it is; a number that no line
/// has is taken as it is, with group 0; a field that should be a number and is none is 0. Errors: refused,
/// for a name that no line has, so that no container starts: what it says fits behind the image's name.
/// Untrusted: all texts.
Result<ImageUser> find_user(std::string_view user, std::string_view passwd, std::string_view group);

/// Whether an image's `User` is root, as far as that can be told without the image's /etc/passwd. Untrusted:
/// the user.
bool is_root_user(std::string_view user);

/// Whether it is the plan's: its name or its number, with its group's name (that of the user) or number, or
/// without a group, which /etc/passwd then says.
bool is_planned_user(std::string_view user, const plan::User& planned);

}  // namespace pushgate::scanners
