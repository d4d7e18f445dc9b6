// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "base/error.hpp"

namespace pushgate {

/// `SUBJECT: what is wrong`, without context and hint: an error as a part of another text, which escapes it.
inline std::string error_line(const Error& error) {
  return error.subject.empty() ? error.what : error.subject + ": " + error.what;
}

}  // namespace pushgate
