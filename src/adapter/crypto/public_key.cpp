// SPDX-License-Identifier: Apache-2.0
#include <openssl/x509.h>
#include <sodium.h>

#include <array>

#include "adapter/crypto/ecdsa_signature.hpp"
#include "adapter/crypto/handle.hpp"
#include "adapter/crypto/key_kind.hpp"
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

std::string hint_for(std::string_view label) {
  if (label == "CERTIFICATE") return "`openssl x509 -pubkey -noout -in FILE` prints the public key in it";
  if (label == "RSA PUBLIC KEY")
    return "`openssl rsa -RSAPublicKey_in -pubout -in FILE` writes the form that is expected";
  return "give the .pub file that was made with the key; `pushgate key public` prints it";
}

/// How keys of a kind sign.
struct Scheme {
  const char* digest;        ///< null for Ed25519, which has its own inside
  std::size_t number_bytes;  ///< of the two numbers of an ECDSA signature; 0 for other kinds
};

Result<Scheme> scheme_of(const EVP_PKEY* key, std::string_view name) {
  switch (EVP_PKEY_get_base_id(key)) {
    case EVP_PKEY_EC: {
      const std::string curve = curve_of(key);
      if (curve == k_p256) return Scheme{"SHA256", 32};
      if (curve == k_p384) return Scheme{"SHA384", 48};
      break;
    }
    case EVP_PKEY_RSA: {
      const int bits = EVP_PKEY_get_bits(key);
      if (bits >= k_rsa_bits_least && bits <= k_rsa_bits_most) return Scheme{"SHA256", 0};
      break;
    }
    case EVP_PKEY_ED25519:
      return Scheme{nullptr, 0};
    default:
      break;
  }
  return bad(name, fmt::format("is a key of {}; expected {}", kind_of(key), k_supported));
}

/// OpenSSL takes the point at infinity for a public key, too.
bool is_point_on_curve(EVP_PKEY* key) {
  const Handle<EVP_PKEY_CTX, EVP_PKEY_CTX_free> context(EVP_PKEY_CTX_new_from_pkey(nullptr, key, nullptr));
  return context != nullptr && EVP_PKEY_public_check(context.get()) == 1;
}

bool verify_as_it_is(EVP_PKEY* key, const char* digest, std::string_view message,
                     std::string_view signature) {
  // RSA PKCS #1 v1.5 is checked by comparison with the one encoding there is (public_key_test holds it).
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
  Scheme scheme;
  std::string der;  ///< SubjectPublicKeyInfo, as it was given
};

PublicKey::PublicKey(std::unique_ptr<Impl> impl) : m_impl(std::move(impl)) {}
PublicKey::PublicKey(PublicKey&&) noexcept = default;
PublicKey& PublicKey::operator=(PublicKey&&) noexcept = default;
PublicKey::~PublicKey() = default;

Result<PublicKey> PublicKey::from_pem(std::string_view text, std::string_view name) {
  TRY_ASSIGN(Pem pem, read_pem(text, name));
  if (pem.label != k_label) {
    auto error = Error::misuse(std::string(name), fmt::format("holds {}; expected {}", pem.label, k_label));
    return fail(std::move(error).with_hint(hint_for(pem.label)));
  }
  const ErrorQueueMark mark;
  const unsigned char* at = bytes_of(std::string_view(pem.bytes));
  const unsigned char* const end = at + pem.bytes.size();
  KeyHandle key(d2i_PUBKEY(nullptr, &at, static_cast<long>(pem.bytes.size())));
  if (key == nullptr) return bad(name, fmt::format("holds no public key; expected {}", k_supported));
  if (at != end) return bad(name, fmt::format("has {} bytes after its public key", end - at));
  TRY_ASSIGN(const Scheme scheme, scheme_of(key.get(), name));
  if (scheme.number_bytes != 0 && !is_point_on_curve(key.get())) {
    return bad(name, "holds a point that is not on its curve");
  }
  return PublicKey(std::make_unique<Impl>(Impl{std::move(key), scheme, std::move(pem.bytes)}));
}

bool PublicKey::verify(std::string_view message, std::string_view signature) const {
  EVP_PKEY* const key = m_impl->key.get();
  const auto [digest, number_bytes] = m_impl->scheme;
  if (number_bytes != 0) {
    const auto der = ecdsa_der(signature, number_bytes);
    return der && verify_as_it_is(key, digest, message, *der);
  }
  return verify_as_it_is(key, digest, message, signature) ||
         (EVP_PKEY_get_base_id(key) == EVP_PKEY_ED25519 && verify_prehashed(key, message, signature));
}

std::string PublicKey::to_pem() const {
  return write_pem(k_label, m_impl->der);
}

Digest PublicKey::fingerprint() const {
  return sha256(m_impl->der);
}

}  // namespace pushgate::crypto
