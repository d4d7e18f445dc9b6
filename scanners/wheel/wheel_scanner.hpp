// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "base/random_access.hpp"
#include "base/result.hpp"
#include "model/finding.hpp"

namespace pushgate::scanners {

/// Checks a wheel, as an installer ought to, or an sdist, as far as it can be without running its code.
/// Rules: wheel/… of policies/rules.yaml; severities are the caller's to assign. A file that is no archive at
/// all, or one over a limit, could not be checked. Errors: unchecked, subject `path`. Untrusted: the name and
/// every byte. Limits: 100,000 members, 64 GiB unpacked, METADATA and WHEEL of 4 MiB, RECORD of 64 MiB;
/// memory stays small.
Result<std::vector<model::Finding>> check_wheel(const std::string& path);

}  // namespace pushgate::scanners
