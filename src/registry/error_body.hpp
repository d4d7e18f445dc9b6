// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace pushgate::registry {

/// What a registry's error answer says (distribution-spec, "Error codes").
struct ErrorBody {
  std::string code;     ///< `MANIFEST_UNKNOWN`; empty where the body is not of this form
  std::string message;  ///< at most 200 bytes
};

/// The first of `{"errors":[{"code","message"}]}`. Proxies and old registries answer with HTML or plain text:
/// that is no error here, only an empty code. Untrusted: the body.
ErrorBody parse_error_body(std::string_view body);

/// `404`, `404 MANIFEST_UNKNOWN` or `404 MANIFEST_UNKNOWN: manifest unknown`.
std::string describe_answer(int status, std::string_view body);

}  // namespace pushgate::registry
