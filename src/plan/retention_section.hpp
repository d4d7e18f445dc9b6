// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "adapter/yaml/mapping_reader.hpp"
#include "plan/retention.hpp"

namespace pushgate::plan {

/// Reads the `retention` mapping. It reads what it can and reports the rest.
Retention read_retention(const yaml::Node& node, yaml::Problems& problems);

}  // namespace pushgate::plan
