// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "model/component.hpp"

namespace pushgate::sbom {

/// True for the record of a package in a conda environment: `…/conda-meta/NAME-VERSION-BUILD.json`.
bool is_conda_meta(std::string_view path);

/// The package of a record. Errors: unchecked, for what is no JSON object with a name and a version.
/// Untrusted: the bytes.
Result<std::vector<model::Component>> conda_packages(std::string_view bytes, const std::string& path);

/// The files that the record lists, in their environment.
std::vector<std::string> conda_owned(std::string_view bytes, const std::string& path);

}  // namespace pushgate::sbom
