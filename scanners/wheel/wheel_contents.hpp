// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "adapter/archive/zip_directory.hpp"
#include "python/distribution_file.hpp"
#include "scanners/wheel/platform_promise.hpp"
#include "scanners/wheel/wheel_findings.hpp"
#include "scanners/wheel/wheel_record.hpp"

namespace pushgate::scanners {

/// What the bytes of a wheel's members are held against.
struct WheelClaims {
  const python::DistributionFile& names;
  PlatformPromise platform;
  std::optional<bool> root_is_purelib;
};

/// Unpacks every member once and holds it against RECORD and the wheel's claims: wheel/unreadable-member,
/// wheel/native-in-any, wheel/purelib-lies, wheel/glibc-lies, wheel/pth-executes, wheel/pth-known,
/// wheel/site-customize, wheel/module-shadows-stdlib, wheel/script-shadows-stdlib, and what WheelRecord
/// tells. Memory is bounded whatever the sizes: a large library goes through an unnamed temporary file.
/// Errors: unchecked, where that file cannot be written.
Result<void> check_contents(const RandomAccess& file, const archive::ZipDirectory& directory,
                            const WheelClaims& claims, WheelRecord* record, WheelFindings& findings);

}  // namespace pushgate::scanners
