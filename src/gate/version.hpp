// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace pushgate::gate {

/// pushgate's own version, `0.1.0`.
constexpr std::string_view version() {
  return PUSHGATE_VERSION;
}

}  // namespace pushgate::gate
