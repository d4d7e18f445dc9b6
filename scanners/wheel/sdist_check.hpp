// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "python/distribution_file.hpp"
#include "scanners/wheel/wheel_findings.hpp"
#include "scanners/wheel/wheel_input.hpp"

namespace pushgate::scanners {

/// A `.tar.gz` sdist (PEP 517, 625, 643): all below one folder NAME-VERSION, names and links that stay in it,
/// no devices, PKG-INFO of that name and version. Rules: wheel/unsafe-path, wheel/symlink,
/// wheel/sdist-layout, wheel/duplicate-name, wheel/metadata and those of check_metadata(). Errors: unchecked:
/// no gzip, no tar that readers agree on, over 16 GiB unpacked.
Result<void> check_sdist(const WheelInput& input, const std::string& path,
                         const python::DistributionFile& names, WheelFindings& findings);

}  // namespace pushgate::scanners
