// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "adapter/json/json.hpp"
#include "base/random_access.hpp"
#include "base/result.hpp"
#include "model/component.hpp"

namespace pushgate::sbom {

/// What is kept of an executable: the text of kind `executable` that probed_files.hpp describes. Errors:
/// unchecked, only where the bytes cannot be had. Untrusted: the bytes. Reads a few places of the file, and
/// of a program that says nothing about Go its writable data.
Result<std::string> probe_executable(const RandomAccess& file);

/// The packages that such a text states. Errors: unchecked, without a subject, where it is none.
Result<std::vector<model::Component>> executable_packages(const json::Value& probed);

}  // namespace pushgate::sbom
