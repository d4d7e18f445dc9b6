// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "model/component.hpp"
#include "scanners/trivy/trivy_report.hpp"

namespace pushgate::scanners {

/// Packages in which a working scanner must find something: of each ecosystem of the inventory in which Trivy
/// finds anything up to 50 of its own and some that everybody knows, all in a version older than every
/// release, on the same distribution. Trivy exits 0 with no findings where its database knows nothing of a
/// distribution, so only this tells "clean" from "not looked".
model::Inventory make_canary(const model::Inventory& inventory);

/// A sentence for each ecosystem of the canary in which nothing was found: `the database has no data for
/// debian 12.5`, `… for pypi`.
std::vector<std::string> silent_ecosystems(const model::Inventory& canary, const TrivyReport& report);

/// A sentence for each ecosystem of the inventory that Trivy lists and has no advisories for, whatever its
/// database: conda, Fedora.
std::vector<std::string> never_looked_up(const model::Inventory& inventory);

}  // namespace pushgate::scanners
