// SPDX-License-Identifier: Apache-2.0
#include <openssl/core_names.h>
#include <openssl/x509.h>
#include <sodium.h>

#include <array>

#include "adapter/crypto/handle.hpp"
#include "adapter/crypto/keys.hpp"
#include "adapter/crypto/pem.hpp"
#include "adapter/crypto/sha256.hpp"
#include "base/format.hpp"

namespace pushgate::crypto {

namespace {

constexpr std::string_view k_label = "PUBLIC KEY";
constexpr std::string_view k_supported = "ECDSA P-256 or P-384, RSA of 2048 to 8192 bits, or Ed25519";
constexpr int k_rsa_bits_least = 2048;
constexpr int k_rsa_bits_most = 8192;  // checking time grows with the square

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

tl::unexpected<Error> bad(std::string_view name, std::string what) {
  return fail(Error::misuse(std::string(name), std::move(what)));
}

std::string curve_of(const EVP_PKEY* key) {
  // A curve spelled out by its numbers may be a curve of an attacker's own that is only nearly P-256.
  int spelled_out = 0;
  if (EVP_PKEY_get_int_param(key, OSSL_PKEY_PARAM_EC_DECODED_FROM_EXPLICIT_PARAMS, &spelled_out) != 1 ||
      spelled_out != 0) {
    return "a curve given by its parameters";
  }
  char group[64] = {};
  std::size_t size = 0;
  if (EVP_PKEY_get_group_name(key, group, sizeof group, &size) != 1) return "a curve without a name";
  return {group, size};
}

/// The digest that a key of this kind signs; null for Ed25519, which has its own inside.
Result<const char*> digest_for(const EVP_PKEY* key, std::string_view name) {
  const auto unsupported = [&](std::string_view kind) {
    return bad(name, fmt::format("is a key of {}; expected {}", kind, k_supported));
  };
  switch (EVP_PKEY_get_base_id(key)) {
    case EVP_PKEY_EC: {
      const std::string curve = curve_of(key);
      if (curve == "prime256v1") return "SHA256";
      if (curve == "secp384r1") return "SHA384";
      return unsupported("ECDSA over " + curve);
    }
    case EVP_PKEY_RSA: {
      const int bits = EVP_PKEY_get_bits(key);
      if (bits < k_rsa_bits_least || bits > k_rsa_bits_most) {
        return unsupported(fmt::format("RSA with {} bits", bits));
      }
      return "SHA256";
    }
    case EVP_PKEY_ED25519:
      return nullptr;
    default: {
      const char* kind = EVP_PKEY_get0_type_name(key);
      return unsupported(kind != nullptr ? kind : "an unknown kind");
    }
  }
}

bool verify_as_it_is(EVP_PKEY* key, const char* digest, std::string_view message,
                     std::string_view signature) {
  // OpenSSL re-encodes an ECDSA signature and refuses one that is not DER to the byte, and RSA PKCS #1 v1.5
  // is checked by comparison with the one encoding there is (public_key_test holds both).
  const ErrorQueueMark mark;
  const DigestContext context(EVP_MD_CTX_new());
  return context != nullptr &&
         EVP_DigestVerifyInit_ex(context.get(), nullptr, digest, nullptr, nullptr, key, nullptr) == 1 &&
         EVP_DigestVerify(context.get(), bytes_of(signature), signature.size(), bytes_of(message),
                          message.size()) == 1;
}

/// Ed25519ph (RFC 8032 section 5.1), which cosign signs images with. OpenSSL has it from 3.2 on; libsodium
/// has it everywhere. It cannot be confused with Ed25519: what is signed begins with a text of its own.
bool verify_prehashed(const EVP_PKEY* key, std::string_view message, std::string_view signature) {
  std::array<unsigned char, crypto_sign_PUBLICKEYBYTES> raw{};
  std::size_t size = raw.size();
  if (signature.size() != crypto_sign_BYTES || EVP_PKEY_get_raw_public_key(key, raw.data(), &size) != 1) {
    return false;
  }
  crypto_sign_state state;
  crypto_sign_init(&state);
  crypto_sign_update(&state, bytes_of(message), message.size());
  return crypto_sign_final_verify(&state, bytes_of(signature), raw.data()) == 0;
}

}  // namespace

struct PublicKey::Impl {
  KeyHandle key;
  const char* digest;
  std::string der;  ///< SubjectPublicKeyInfo, as it was given
};

PublicKey::PublicKey(std::unique_ptr<Impl> impl) : m_impl(std::move(impl)) {}
PublicKey::PublicKey(PublicKey&&) noexcept = default;
PublicKey& PublicKey::operator=(PublicKey&&) noexcept = default;
PublicKey::~PublicKey() = default;

Result<PublicKey> PublicKey::from_pem(std::string_view text, std::string_view name) {
  TRY_ASSIGN(Pem pem, read_pem(text, name));
  if (pem.label != k_label) {
    return fail(Error::misuse(std::string(name), fmt::format("holds {}; expected {}", pem.label, k_label))
                    .with_hint("give the .pub file that was made with the key"));
  }
  const ErrorQueueMark mark;
  const unsigned char* at = bytes_of(std::string_view(pem.bytes));
  const unsigned char* const end = at + pem.bytes.size();
  KeyHandle key(d2i_PUBKEY(nullptr, &at, static_cast<long>(pem.bytes.size())));
  if (key == nullptr) return bad(name, fmt::format("holds no public key; expected {}", k_supported));
  if (at != end) return bad(name, fmt::format("has {} bytes after its public key", end - at));
  TRY_ASSIGN(const char* const digest, digest_for(key.get(), name));
  return PublicKey(std::make_unique<Impl>(Impl{std::move(key), digest, std::move(pem.bytes)}));
}

bool PublicKey::verify(std::string_view message, std::string_view signature) const {
  EVP_PKEY* const key = m_impl->key.get();
  return verify_as_it_is(key, m_impl->digest, message, signature) ||
         (EVP_PKEY_get_base_id(key) == EVP_PKEY_ED25519 && verify_prehashed(key, message, signature));
}

std::string PublicKey::to_pem() const {
  return write_pem(k_label, m_impl->der);
}

Digest PublicKey::fingerprint() const {
  return sha256(m_impl->der);
}

}  // namespace pushgate::crypto
