// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "model/component.hpp"
#include "sbom/file_cataloger.hpp"

namespace pushgate::sbom {

/// The distribution that a METADATA or PKG-INFO describes (sbom/python_metadata.hpp), with what it needs
/// under the interpreter in whose tree it lies. Errors: unchecked.
Result<std::vector<model::Component>> python_packages(std::string_view bytes, const std::string& path);

/// An egg that is a folder owns all of it; other distributions own what a file beside METADATA lists.
std::vector<std::string> python_owned(std::string_view bytes, const std::string& path);

/// True for the folder of a distribution's metadata, `X.dist-info` or `X.egg-info` or `X.egg/EGG-INFO`.
bool is_python_metadata_folder(std::string_view path);

/// direct_url.json, INSTALLER, installed-files.txt, RECORD, REQUESTED, requires.txt.
std::span<const Companion> python_companions();

}  // namespace pushgate::sbom
