// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace pushgate::attest {

/// Of bytes that no key verified: why they are no signature at all, of any key; empty where they may be
/// somebody's. So that what was cut or stretched on its way is told from what others signed. Untrusted.
std::string why_no_signature(std::string_view bytes);

}  // namespace pushgate::attest
