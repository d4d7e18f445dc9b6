// SPDX-License-Identifier: Apache-2.0
#include "oci/descriptor.hpp"

namespace pushgate::oci {

std::string Platform::to_string() const {
  std::string out = os + "/" + architecture;
  if (!variant.empty()) out += "/" + variant;
  return out;
}

}  // namespace pushgate::oci
