// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "adapter/yaml/problems.hpp"

namespace pushgate::plan {

// Each reports what it finds wrong at `at` and says whether all was well. `what` is what the error calls the
// text: `service`, `"lock"`.

/// A name of the fleet's own (a service, a family, a machine, a signer): letters, digits, `.`, `_` and `-`,
/// first a letter, a digit or `_`, at most 128. It becomes a part of paths, tags and job names.
bool check_name(std::string_view text, std::string_view what, yaml::Position at, yaml::Problems& problems);

/// A path: not empty, no control characters. Absolute ones and `..` are allowed: a lock may lie beside the
/// Dockerfile's folder.
bool check_path(std::string_view text, std::string_view what, yaml::Position at, yaml::Problems& problems);

/// A registry, or a repository in one, as a prefix of image names: `ghcr.io/acme/ai_system`.
bool check_repository(std::string_view text, std::string_view what, yaml::Position at,
                      yaml::Problems& problems);

/// An image as image arguments are written (`docker://ghcr.io/acme/app:1`, `oci:DIR`): not empty, no white
/// space and control characters, not `-` first. Whoever opens it reads the rest.
bool check_image(std::string_view text, std::string_view what, yaml::Position at, yaml::Problems& problems);

/// A version of two numbers: `3.11`, `12.1`.
bool check_version(std::string_view text, std::string_view what, yaml::Position at, yaml::Problems& problems);

/// Compute capabilities as TORCH_CUDA_ARCH_LIST has them, with `;` between: `8.9;8.6`, `9.0a`, `8.6+PTX`.
bool check_cuda_architectures(std::string_view text, std::string_view what, yaml::Position at,
                              yaml::Problems& problems);

/// The name of an environment variable.
bool check_variable(std::string_view text, yaml::Position at, yaml::Problems& problems);

}  // namespace pushgate::plan
