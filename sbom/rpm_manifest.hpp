// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "sbom/rpm_package.hpp"

namespace pushgate::sbom {

/// True for the list that stands in for a database in Azure Linux's distroless images.
bool is_rpm_manifest(std::string_view path);

/// The packages of such a list; `path` names it in errors. Untrusted: the text. Errors: unchecked, for a line
/// that is not of the form.
Result<std::vector<RpmPackage>> parse_rpm_manifest(std::string_view text, const std::string& path);

}  // namespace pushgate::sbom
