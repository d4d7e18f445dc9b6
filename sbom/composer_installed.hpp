// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "model/component.hpp"

namespace pushgate::sbom {

/// True for every `installed.json`.
bool is_composer_installed(std::string_view path);

/// The packages that Composer installed. None for an installed.json outside a folder `composer` that is not
/// Composer's. Errors: unchecked, for one that cannot be read. Untrusted: the bytes.
Result<std::vector<model::Component>> composer_packages(std::string_view bytes, const std::string& path);

/// The folder of each package: `/srv/vendor/monolog/monolog/`.
std::vector<std::string> composer_owned(std::string_view bytes, const std::string& path);

}  // namespace pushgate::sbom
