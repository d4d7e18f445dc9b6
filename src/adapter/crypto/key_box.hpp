// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "adapter/crypto/keys.hpp"
#include "adapter/crypto/secret.hpp"
#include "base/result.hpp"

// cosign's encrypted key box, for this room alone: key_box.cpp has the format.

namespace pushgate::crypto {

/// The box's JSON around a secret, with a salt and a nonce from the operating system.
Result<std::string> seal_key_box(const Secret& secret, std::string_view password);

/// Errors: misuse, for a wrong password, a foreign form, and scrypt costs that cosign refuses; the password
/// is asked for once the rest is known to be good. Untrusted: the box.
Result<Secret> open_key_box(std::string_view box, const PasswordSource& password, std::string_view name);

/// The two steps inside. `salt` has any size, `nonce` 24 bytes, `key` 32.
Result<Secret> stretch_password(std::string_view password, std::string_view salt, std::uint64_t cost);
std::string seal_secret(const Secret& secret, std::string_view nonce, const Secret& key);

}  // namespace pushgate::crypto
