// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "base/result.hpp"
#include "model/evidence.hpp"
#include "model/provenance.hpp"

namespace pushgate::gate {

/// What an evidence folder says of one Python package.
struct PackageReport {
  model::Subject subject;
  std::vector<model::DistributionProof> distributions;  ///< one for each time it is installed
  std::vector<model::Finding> findings;                 ///< about it
};

/// `report DIR --package NAME`: names are compared as pip does (PEP 503). Errors: misuse, naming what is
/// nearest, where the image has no such distribution.
Result<PackageReport> report_package(const std::string& folder, const std::string& name);

/// `pushgate.package/v1`: `{"schema", "subject": {"name", "digest"}, "distributions": […], "findings": […]}`,
/// as provenance.json and findings.json have them.
std::string write_package_json(const PackageReport& report);

}  // namespace pushgate::gate
