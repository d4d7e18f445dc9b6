// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <openssl/evp.h>

#include <string>

// For this room's sources alone: what a key of OpenSSL is called.

namespace pushgate::crypto {

inline constexpr const char* k_p256 = "prime256v1";  // as OpenSSL calls them
inline constexpr const char* k_p384 = "secp384r1";

/// OpenSSL's name of an elliptic curve; words that are no name for one that is given by its parameters.
std::string curve_of(const EVP_PKEY* key);

/// `ECDSA P-256`, `ECDSA over secp256k1`, `RSA with 1024 bits`, `X25519`
std::string kind_of(const EVP_PKEY* key);

}  // namespace pushgate::crypto
