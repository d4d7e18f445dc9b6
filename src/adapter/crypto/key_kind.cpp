// SPDX-License-Identifier: Apache-2.0
#include "adapter/crypto/key_kind.hpp"

#include <openssl/core_names.h>

#include <array>

#include "base/format.hpp"

namespace pushgate::crypto {

std::string curve_of(const EVP_PKEY* key) {
  // A curve spelled out by its numbers may be a curve of an attacker's own that is only nearly P-256.
  int spelled_out = 0;
  if (EVP_PKEY_get_int_param(key, OSSL_PKEY_PARAM_EC_DECODED_FROM_EXPLICIT_PARAMS, &spelled_out) != 1 ||
      spelled_out != 0) {
    return "a curve given by its parameters";
  }
  std::array<char, 64> group{};
  std::size_t size = 0;
  if (EVP_PKEY_get_group_name(key, group.data(), group.size(), &size) != 1) return "a curve without a name";
  return {group.data(), size};
}

std::string kind_of(const EVP_PKEY* key) {
  switch (EVP_PKEY_get_base_id(key)) {
    case EVP_PKEY_EC: {
      const std::string curve = curve_of(key);
      if (curve == k_p256) return "ECDSA P-256";
      if (curve == k_p384) return "ECDSA P-384";
      return "ECDSA over " + curve;
    }
    case EVP_PKEY_RSA:
      return fmt::format("RSA with {} bits", EVP_PKEY_get_bits(key));
    case EVP_PKEY_ED25519:
      return "Ed25519";
    default: {
      const char* kind = EVP_PKEY_get0_type_name(key);
      return kind != nullptr ? kind : "an unknown kind";
    }
  }
}

}  // namespace pushgate::crypto
