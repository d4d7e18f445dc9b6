// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "model/component.hpp"
#include "oci/root_view.hpp"

namespace pushgate::sbom {

/// True for the files that tell a distribution, under whatever directory.
bool is_release_file(std::string_view path);

/// The assignments of an os-release file, unquoted. Lines that are none are left out. Untrusted: the text.
std::map<std::string, std::string> parse_os_release(std::string_view text);

/// The release files that a view has, links followed.
std::vector<const oci::RootView::Node*> release_files(const oci::RootView& view);

/// The distribution of an image, as Trivy names it; an empty family where none is recognised. Errors:
/// unchecked, for a release file that cannot be read.
Result<model::OperatingSystem> identify_system(const oci::RootView& view);

}  // namespace pushgate::sbom
