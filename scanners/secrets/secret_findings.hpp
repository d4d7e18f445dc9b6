// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "base/error.hpp"
#include "model/finding.hpp"
#include "scanners/secrets/file_search.hpp"

namespace pushgate::scanners {

/// The finding of a secret of ours, at a place: its subject is the place, too. secrets/registry-token or
/// secrets/registry-credentials.
model::Finding secret_finding(const SeenSecret& secret, model::Location place);

/// Adds Trivy's finding, unless one of the same rule at the same place is there: ours tell which token it is.
void add_unless_told(std::vector<model::Finding>& findings, model::Finding finding);

/// Why a run is not complete.
std::string error_and_hint(const Error& error);

}  // namespace pushgate::scanners
