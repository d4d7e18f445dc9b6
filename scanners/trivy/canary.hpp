// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "model/component.hpp"
#include "scanners/trivy/trivy_report.hpp"

namespace pushgate::scanners {

/// Packages in which a working scanner must find something: of each ecosystem of the inventory up to 50 of
/// its own and some that everybody knows, all at version 0, on the same distribution. Trivy exits 0 with no
/// findings where its database knows nothing of a distribution, so only this tells "clean" from "not looked".
model::Inventory make_canary(const model::Inventory& inventory);

/// A sentence for each ecosystem of the canary in which nothing was found: `the database has no data for
/// debian 12.5`, `… for pypi`.
std::vector<std::string> silent_ecosystems(const model::Inventory& canary, const TrivyReport& report);

}  // namespace pushgate::scanners
