// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace pushgate::gate {

/// The identity that the linker gave this program (ELF note NT_GNU_BUILD_ID), in hex: another one for every
/// change of the code. Empty where it was linked without one.
std::string build_id();

}  // namespace pushgate::gate
