// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "policy/waiver.hpp"

namespace pushgate::policy {

enum class SameWaiver { refused, renewed };

/// The text of a policy with one waiver more; every other byte stays. It becomes the last of the list, in the
/// list's own form (lines or brackets), indentation and line ends; where there is no list, it begins one at
/// the end of the document. With SameWaiver::renewed a waiver of the same extent gets the new reason, owner,
/// day and, where there is one, ticket in their places instead.
///
/// What comes out was read again: it is the policy that it was, with that waiver. Errors: refused, where one
/// of the same extent is there already and is not to be renewed; misuse: what parse_policy() refuses in the
/// document or in the waiver; unchecked, where the document is written in a way in which nobody can add to it
/// without changing other bytes (the hint has the line to paste).
Result<std::string> add_waiver(std::string_view text, std::string_view file_name, const Waiver& waiver,
                               SameWaiver same = SameWaiver::refused);

}  // namespace pushgate::policy
