// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "model/component.hpp"
#include "policy/image_rules.hpp"

namespace pushgate::policy {

/// What a policy makes of a licence; the heavier the later.
enum class Permission { allowed, unrecognised, not_listed, denied };

/// A permission and the licence that it comes from.
struct LicenseJudgement {
  Permission permission = Permission::allowed;
  std::string because;  ///< as the package states it
};

/// One spelling of an SPDX id, with or without `+`: lower case, and of the GNU licences the ones in use
/// (`GPL-2.0+` is `gpl-2.0-or-later`, `GPL-2.0` is `gpl-2.0-only`).
std::string canonical_license(std::string_view id);

/// All licences of a package have to be permitted. In an expression AND takes the heavier side, OR the
/// lighter, since one may choose. A licence with an exception is looked for with it, then without; `X+` as
/// such, then as X. What is denied is so whether it is allowed or not. Names that are no SPDX expression are
/// unrecognised. Untrusted: the licences. Limits: 64 parentheses in one another.
LicenseJudgement judge_licenses(const std::vector<model::License>& licenses, const LicenseRules& rules);

}  // namespace pushgate::policy
