// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "adapter/crypto/handle.hpp"
#include "adapter/crypto/keys.hpp"
#include "base/result.hpp"

// Private keys in DER, for this room alone: pkcs8.cpp has the formats. All of them take foreign bytes; a key
// of any kind that OpenSSL knows is read. Errors: misuse, a key file is the user's own.

namespace pushgate::crypto {

/// PEM `PRIVATE KEY`.
Result<KeyHandle> read_pkcs8(std::string_view der, std::string_view name);

/// PEM `ENCRYPTED PRIVATE KEY`. The password is asked for once the rest is known to be good.
/// Limits: 2,000,000 rounds of PBKDF2; scrypt of 16 MiB, 16 times.
Result<KeyHandle> open_pkcs8(std::string_view der, const PasswordSource& password, std::string_view name);

/// PEM `EC PRIVATE KEY`.
Result<KeyHandle> read_sec1(std::string_view der, std::string_view name);

}  // namespace pushgate::crypto
