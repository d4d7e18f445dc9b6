// SPDX-License-Identifier: Apache-2.0
#include "adapter/crypto/pkcs8.hpp"

#include <openssl/asn1t.h>
#include <openssl/objects.h>
#include <openssl/pkcs12.h>
#include <openssl/x509.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>

#include "base/format.hpp"

namespace pushgate::crypto {

// PrivateKeyInfo (PKCS #8, RFC 5958) is an algorithm and the bytes of a key. EncryptedPrivateKeyInfo is such
// a thing encrypted, with the scheme before it. One scheme is taken, PBES2 (RFC 8018), which says
//
//   how the password becomes a key: PBKDF2 (salt, rounds, HMAC), or scrypt (RFC 7914: salt, N, r, p)
//   what encrypts: AES in CBC mode, or Triple-DES, which OpenSSL wrote before 1.1
//
// It has no authentication: a wrong password and a damaged file look the same. The costs are the file's own
// words and are held against limits before anything is derived. SEC 1 (RFC 5915) is what is inside of an
// elliptic curve's PKCS #8, alone.

namespace {

constexpr std::uint64_t k_rounds = 2'000'000;           // OWASP asks for 600,000; this takes under a second
constexpr std::uint64_t k_scrypt_product = 128u << 10;  // N * r; 16 MiB, which OpenSSL writes
constexpr std::uint64_t k_scrypt_lanes = 16;            // each takes as long as the first
constexpr std::array k_ciphers = {NID_aes_256_cbc, NID_aes_192_cbc, NID_aes_128_cbc, NID_des_ede3_cbc};
constexpr std::array k_hmacs = {NID_hmacWithSHA1, NID_hmacWithSHA224, NID_hmacWithSHA256, NID_hmacWithSHA384,
                                NID_hmacWithSHA512};

using Pkcs8Handle = Handle<PKCS8_PRIV_KEY_INFO, PKCS8_PRIV_KEY_INFO_free>;  // wipes the key as it frees

tl::unexpected<Error> bad(std::string_view name, std::string what) {
  return fail(Error::misuse(std::string(name), std::move(what)));
}

tl::unexpected<Error> encrypted_otherwise(std::string_view name, std::string what) {
  return fail(Error::misuse(std::string(name), "is encrypted " + std::move(what))
                  .with_hint("`openssl pkcs8 -topk8 -v2 aes-256-cbc -in FILE -out NEW` encrypts it anew"));
}

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

std::string words_for(const ASN1_OBJECT* object) {
  std::array<char, 128> text{};
  const int size = OBJ_obj2txt(text.data(), text.size(), object, 0);
  return size > 0 ? text.data() : "an unknown algorithm";
}

template <std::size_t size>
bool is_one_of(const std::array<int, size>& known, int nid) {
  return std::find(known.begin(), known.end(), nid) != known.end();
}

Result<KeyHandle> key_in(const PKCS8_PRIV_KEY_INFO* info, std::string_view name) {
  KeyHandle key(EVP_PKCS82PKEY(info));
  if (key != nullptr) return key;
  const ASN1_OBJECT* kind = nullptr;
  if (PKCS8_pkey_get0(&kind, nullptr, nullptr, nullptr, info) != 1) return bad(name, "holds no private key");
  return bad(name, fmt::format(
                       "holds a private key ({}) that is damaged or of an unknown kind; expected ECDSA P-256",
                       words_for(kind)));
}

Result<void> check_pbkdf2(const X509_ALGOR* derivation, std::string_view name) {
  const Handle<PBKDF2PARAM, PBKDF2PARAM_free> costs(static_cast<PBKDF2PARAM*>(
      ASN1_TYPE_unpack_sequence(ASN1_ITEM_rptr(PBKDF2PARAM), derivation->parameter)));
  std::uint64_t rounds = 0;
  if (costs == nullptr || ASN1_INTEGER_get_uint64(&rounds, costs->iter) != 1 || rounds == 0) {
    return bad(name, "has PBKDF2 parameters that are none");
  }
  if (costs->prf != nullptr && !is_one_of(k_hmacs, OBJ_obj2nid(costs->prf->algorithm))) {
    return encrypted_otherwise(name, fmt::format("by PBKDF2 with {}; expected HMAC with SHA-1 or SHA-2",
                                                 words_for(costs->prf->algorithm)));
  }
  if (rounds <= k_rounds) return {};
  return encrypted_otherwise(name,
                             fmt::format("by {} rounds of PBKDF2; expected at most {}", rounds, k_rounds));
}

Result<void> check_scrypt(const X509_ALGOR* derivation, std::string_view name) {
  const Handle<SCRYPT_PARAMS, SCRYPT_PARAMS_free> costs(static_cast<SCRYPT_PARAMS*>(
      ASN1_TYPE_unpack_sequence(ASN1_ITEM_rptr(SCRYPT_PARAMS), derivation->parameter)));
  std::uint64_t n = 0;
  std::uint64_t r = 0;
  std::uint64_t p = 0;
  if (costs == nullptr || ASN1_INTEGER_get_uint64(&n, costs->costParameter) != 1 ||
      ASN1_INTEGER_get_uint64(&r, costs->blockSize) != 1 ||
      ASN1_INTEGER_get_uint64(&p, costs->parallelizationParameter) != 1 || n == 0 || r == 0 || p == 0) {
    return bad(name, "has scrypt parameters that are none");
  }
  if (r <= k_scrypt_product / n && p <= k_scrypt_lanes) return {};
  return encrypted_otherwise(
      name, fmt::format("by scrypt with N={}, r={}, p={}; expected N*r of at most {} and p of at most {}", n,
                        r, p, k_scrypt_product, k_scrypt_lanes));
}

/// What the password becomes a key by, and what that costs.
Result<void> check_derivation(const X509_ALGOR* derivation, std::string_view name) {
  switch (OBJ_obj2nid(derivation->algorithm)) {
    case NID_id_pbkdf2:
      return check_pbkdf2(derivation, name);
    case NID_id_scrypt:
      return check_scrypt(derivation, name);
    default:
      return encrypted_otherwise(name, fmt::format("with {} for the password; expected PBKDF2 or scrypt",
                                                   words_for(derivation->algorithm)));
  }
}

Result<void> check_scheme(const X509_ALGOR* scheme, std::string_view name) {
  if (OBJ_obj2nid(scheme->algorithm) != NID_pbes2) {
    return encrypted_otherwise(name, fmt::format("by {}; expected PBES2", words_for(scheme->algorithm)));
  }
  const Handle<PBE2PARAM, PBE2PARAM_free> parts(
      static_cast<PBE2PARAM*>(ASN1_TYPE_unpack_sequence(ASN1_ITEM_rptr(PBE2PARAM), scheme->parameter)));
  if (parts == nullptr) return bad(name, "has PBES2 parameters that are none");
  TRY(check_derivation(parts->keyfunc, name));
  const ASN1_OBJECT* cipher = parts->encryption->algorithm;
  if (is_one_of(k_ciphers, OBJ_obj2nid(cipher))) return {};
  return encrypted_otherwise(name, fmt::format("with {}; expected AES in CBC mode", words_for(cipher)));
}

}  // namespace

Result<KeyHandle> read_pkcs8(std::string_view der, std::string_view name) {
  const ErrorQueueMark mark;
  const unsigned char* at = bytes_of(der);
  const Pkcs8Handle info(d2i_PKCS8_PRIV_KEY_INFO(nullptr, &at, static_cast<long>(der.size())));
  if (info == nullptr) return bad(name, "holds no private key in the form of PKCS #8");
  if (at != bytes_of(der) + der.size()) return bad(name, "has bytes after its private key");
  return key_in(info.get(), name);
}

Result<KeyHandle> open_pkcs8(std::string_view der, const PasswordSource& password, std::string_view name) {
  const ErrorQueueMark mark;
  const unsigned char* at = bytes_of(der);
  const Handle<X509_SIG, X509_SIG_free> sealed(d2i_X509_SIG(nullptr, &at, static_cast<long>(der.size())));
  if (sealed == nullptr) return bad(name, "holds no encrypted private key in the form of PKCS #8");
  if (at != bytes_of(der) + der.size()) return bad(name, "has bytes after its private key");
  const X509_ALGOR* scheme = nullptr;
  X509_SIG_get0(sealed.get(), &scheme, nullptr);
  TRY(check_scheme(scheme, name));

  TRY_ASSIGN(const std::string words, password());
  const Pkcs8Handle info(PKCS8_decrypt(sealed.get(), words.data(), static_cast<int>(words.size())));
  if (info == nullptr) {
    return fail(Error::misuse(std::string(name), "wrong password, or a damaged file")
                    .with_hint("set COSIGN_PASSWORD to the password that the key was made with"));
  }
  return key_in(info.get(), name);
}

Result<KeyHandle> read_sec1(std::string_view der, std::string_view name) {
  const ErrorQueueMark mark;
  const unsigned char* at = bytes_of(der);
  KeyHandle key(d2i_PrivateKey(EVP_PKEY_EC, nullptr, &at, static_cast<long>(der.size())));
  if (key == nullptr) return bad(name, "holds no private key in the form of SEC 1");
  if (at != bytes_of(der) + der.size()) return bad(name, "has bytes after its private key");
  return key;
}

}  // namespace pushgate::crypto
