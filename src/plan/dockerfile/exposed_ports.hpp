// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace pushgate::dockerfile {

struct PortRange {
  std::uint16_t first = 0;
  std::uint16_t last = 0;
  std::string protocol;  ///< tcp, udp or sctp
};

/// One word of EXPOSE: `80`, `80/udp`, `7000-7010`; BuildKit still takes `[ip:]host:container`, of which only
/// the container's port counts. Untrusted: the text. Errors: refused, without a subject.
Result<PortRange> parse_ports(std::string_view text);

}  // namespace pushgate::dockerfile
