// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "base/result.hpp"
#include "sbom/rpm_package.hpp"

namespace pushgate::sbom {

/// What the header of an installed package says; `path` is the database's, for errors. Name, version and
/// release are never empty. Untrusted: the header. Limits: k_rpm_header_bytes, 65,536 entries, 500,000
/// names in one list. Errors: unchecked.
Result<RpmPackage> read_rpm_header(std::string_view header, const std::string& path);

}  // namespace pushgate::sbom
