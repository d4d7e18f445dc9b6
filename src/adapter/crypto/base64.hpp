// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"

namespace pushgate::crypto {

/// RFC 4648 section 4, padded, no line breaks.
std::string encode_base64(std::string_view bytes);
/// Only what encode_base64 writes: padding required, no white space, no trailing bits. Errors: unchecked.
Result<std::string> decode_base64(std::string_view text);

}  // namespace pushgate::crypto
