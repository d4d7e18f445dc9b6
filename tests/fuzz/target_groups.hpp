// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "fuzz/target.hpp"

namespace pushgate::fuzz {

std::span<const Target> archive_targets();   ///< tars, zips, compressed streams, executables, databases
std::span<const Target> document_targets();  ///< JSON and YAML documents, references, envelopes
std::span<const Target> package_targets();   ///< what packages say of themselves

}  // namespace pushgate::fuzz
