// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "model/component.hpp"

namespace pushgate::sbom {

/// The distribution that a METADATA or PKG-INFO describes (sbom/python_metadata.hpp). Errors: unchecked.
Result<std::vector<model::Component>> python_packages(std::string_view bytes, const std::string& path);

}  // namespace pushgate::sbom
