// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"

namespace pushgate::crypto {

/// One PEM block: the words of its BEGIN line, and the bytes.
struct Pem {
  std::string label;
  std::string bytes;
};

/// The one block of a text, with lines ended by LF or CRLF. Errors: misuse, where there is no block, a second
/// one, or anything beside it. Untrusted: the text. Limits: 64 KiB.
Result<Pem> read_pem(std::string_view text, std::string_view name);

/// Lines of 64 columns.
std::string write_pem(std::string_view label, std::string_view bytes);

}  // namespace pushgate::crypto
