// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace pushgate::oci {

/// Layers that a registry need not have (image-spec, "Non-distributable layers"; docker's foreign layers).
inline bool is_elsewhere(std::string_view media_type) {
  return media_type.find(".nondistributable.") != std::string_view::npos ||
         media_type.find(".foreign.") != std::string_view::npos;
}

}  // namespace pushgate::oci
