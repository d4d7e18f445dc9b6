// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sbom/rpm_file.hpp"

namespace pushgate::sbom {

/// Each header of a Packages.db (NDB). Untrusted: the file. Limits: k_rpm_header_bytes, k_rpm_packages.
/// Errors: unchecked.
Result<void> each_header_in_ndb(const RpmFile& file, const RpmHeaderSink& sink);

}  // namespace pushgate::sbom
