// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>
#include <vector>

#include "model/component.hpp"

namespace pushgate::sbom {

/// True for `…/share/doc/PACKAGE/copyright`.
bool is_copyright_file(std::string_view path);

/// The licences that a Debian copyright file names, sorted, each once. Never fails: such files are written by
/// hand, and one that names none yields none. Untrusted: the text.
std::vector<model::License> read_debian_copyright(std::string_view text);

}  // namespace pushgate::sbom
