// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "model/component.hpp"

namespace pushgate::sbom {

/// True for an application's `NAME.deps.json`.
bool is_dotnet_deps(std::string_view path);

/// The libraries that a .NET application loads from its own folder, itself among them. Errors: unchecked, for
/// what is no JSON object, and for a package without a version. Untrusted: the bytes.
Result<std::vector<model::Component>> dotnet_packages(std::string_view bytes, const std::string& path);

/// The files that those libraries brought into the application's folder.
std::vector<std::string> dotnet_owned(std::string_view bytes, const std::string& path);

}  // namespace pushgate::sbom
