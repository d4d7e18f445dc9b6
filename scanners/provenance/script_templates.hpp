// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/digest.hpp"
#include "scanners/provenance/entry_points.hpp"

namespace pushgate::scanners {

/// True for the SHA-256 of what pip, uv or installer write for an entry point, below the line that names the
/// interpreter.
bool is_made_by_installer(const EntryPoint& point, const Digest& body);

}  // namespace pushgate::scanners
