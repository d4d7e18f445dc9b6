// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "model/component.hpp"

namespace pushgate::sbom {

/// True for every `package.json`.
bool is_npm_package(std::string_view path);

/// The package that a package.json names; none where it has no name or no version, which npm leaves open.
/// Errors: unchecked, for what is no JSON object, and for a name or version that npm would not take.
/// Untrusted: the bytes.
Result<std::vector<model::Component>> npm_packages(std::string_view bytes, const std::string& path);

/// The folder that the package.json is in: `/app/node_modules/a/`. None outside node_modules: an
/// application's own folder holds more than a package manager brought.
std::vector<std::string> npm_owned(std::string_view bytes, const std::string& path);

}  // namespace pushgate::sbom
