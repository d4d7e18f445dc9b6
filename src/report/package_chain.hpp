// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "model/finding.hpp"
#include "model/provenance.hpp"

namespace pushgate::report {

/// The way of a package from a lock into an image, for each time it is installed, and what was found of it.
/// For a terminal, as write_text(). Untrusted: all of it.
std::string write_chains(const std::vector<model::DistributionProof>& distributions,
                         const std::vector<model::Finding>& findings, bool colour, int width);

}  // namespace pushgate::report
