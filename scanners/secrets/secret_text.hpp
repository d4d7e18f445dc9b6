// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace pushgate::scanners {

/// What may be said of a secret: `ghp_…, SHA-256 3f786850e387`, its first four characters and as many digits
/// as tell it from others (`printf %s SECRET | sha256sum | cut -c1-12`). One of fewer than 20 characters may
/// be guessed from its hash, so only its length is told: `of 9 characters`.
std::string tell_secret(std::string_view secret);

/// The text with what tell_secret() says, in angle brackets, in place of each secret in it: tokens, and what
/// text_credentials() finds. For texts of an image that are quoted.
std::string without_secrets(std::string_view text);

/// The same, for tokens alone: what is left is JSON where the text was.
std::string without_tokens(std::string_view text);

}  // namespace pushgate::scanners
