// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapter/archive/zip_directory.hpp"
#include "python/distribution_file.hpp"
#include "scanners/wheel/wheel_findings.hpp"

namespace pushgate::scanners {

/// The wheel's one `NAME-VERSION.dist-info`, without a slash. None, several, or one of another name:
/// wheel/dist-info. Empty where there is none.
std::string dist_info_folder(const archive::ZipDirectory& directory, const python::DistributionFile& names,
                             WheelFindings& findings);

/// METADATA or PKG-INFO (`path`) against the file name: wheel/metadata, wheel/metadata-not-utf8,
/// wheel/name-mismatch, wheel/version-mismatch.
void check_metadata(std::string_view text, const std::string& path, const python::DistributionFile& names,
                    WheelFindings& findings);

/// WHEEL against the file name: wheel/wheel-file, wheel/tag-mismatch, wheel/build-mismatch. Gives what
/// Root-Is-Purelib says; none where it says nothing.
std::optional<bool> check_wheel_file(std::string_view text, const std::string& path,
                                     const python::DistributionFile& names, WheelFindings& findings);

/// Names of folders in the way of NAME-VERSION.data: those of another distribution, or with a part that no
/// installer knows; data files that land among Python's own. Rule: wheel/data-folder.
void check_data_folders(const archive::ZipDirectory& directory, const python::DistributionFile& names,
                        WheelFindings& findings);

}  // namespace pushgate::scanners
