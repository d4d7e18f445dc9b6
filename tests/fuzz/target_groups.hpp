// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "fuzz/target.hpp"

namespace pushgate::fuzz {

std::span<const Target> archive_targets();   ///< compressed streams, tars, layers
std::span<const Target> audit_targets();     ///< what the audit database is made of and asked
std::span<const Target> document_targets();  ///< JSON and YAML documents, references
std::span<const Target> key_targets();       ///< keys and signatures
std::span<const Target> probed_targets();    ///< what is looked into: executables, archives, databases
std::span<const Target> package_targets();   ///< what packages say of themselves
std::span<const Target> signed_targets();    ///< what is signed beside an image, and where it stands
std::span<const Target> wheel_targets();     ///< wheels and sdists as a whole, and their names

}  // namespace pushgate::fuzz
