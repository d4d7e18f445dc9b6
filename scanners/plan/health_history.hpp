// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "oci/manifest.hpp"

namespace pushgate::scanners {

/// The healthcheck that the last HEALTHCHECK step of an image's history set, as docker's `Test`: `CMD` and
/// words, `CMD-SHELL` and a line, or `NONE`. For OCI configurations, which have no place for it. Nothing
/// where there is no such step, or none of a known form. Untrusted: the history.
std::optional<std::vector<std::string>> healthcheck_of_history(const oci::Config& config);

}  // namespace pushgate::scanners
