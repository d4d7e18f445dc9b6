// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "gate/doctor.hpp"
#include "retention/github_api.hpp"

namespace pushgate::gate {

/// What only the services themselves can tell, and changes nothing there: for each repository of
/// ./pushgate.yaml on GitHub Packages, whether the user's token may list its versions.
std::vector<Checkup> examine_services(const retention::GithubOptions& github);

}  // namespace pushgate::gate
