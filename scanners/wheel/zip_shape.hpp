// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "adapter/archive/zip_directory.hpp"
#include "scanners/wheel/wheel_findings.hpp"

namespace pushgate::scanners {

/// What is wrong with the archive itself and the names in it. Rules: wheel/ambiguous-zip, wheel/odd-zip,
/// wheel/unsafe-path, wheel/symlink, wheel/duplicate-name, wheel/case-collision, wheel/unreadable-member.
/// Time grows with the names' bytes.
void check_zip_shape(const archive::ZipDirectory& directory, WheelFindings& findings);

}  // namespace pushgate::scanners
