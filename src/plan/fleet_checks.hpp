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

/// The name of an environment variable.
bool check_variable(std::string_view text, yaml::Position at, yaml::Problems& problems);

}  // namespace pushgate::plan
