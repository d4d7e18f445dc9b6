// SPDX-License-Identifier: Apache-2.0
#include "adapter/crypto/key_box.hpp"

#include <openssl/core_names.h>
#include <openssl/kdf.h>
#include <openssl/params.h>
#include <sodium.h>

#include "adapter/crypto/base64.hpp"
#include "adapter/crypto/handle.hpp"
#include "adapter/json/json.hpp"
#include "base/format.hpp"

namespace pushgate::crypto {

// The form that cosign keeps a key in (secure-systems-lab/go-securesystemslib, encrypted), a JSON object:
//
//   {"kdf": {"name": "scrypt", "params": {"N": 65536, "r": 8, "p": 1}, "salt": "<base64, 32 bytes>"},
//    "cipher": {"name": "nacl/secretbox", "nonce": "<base64, 24 bytes>"},
//    "ciphertext": "<base64>"}
//
// scrypt (RFC 7914) makes 32 bytes of the password and the salt. NaCl's secretbox (XSalsa20 and Poly1305, the
// 16 bytes of the tag first) holds a PKCS #8 PrivateKeyInfo in DER. N is 65536 in what cosign writes; it
// reads 32768 and 131072, too.

namespace {

constexpr std::uint64_t k_cost = 65536;
constexpr std::uint64_t k_block_size = 8;
constexpr std::uint64_t k_parallelism = 1;
constexpr std::uint64_t k_memory_bytes = 256u << 20;  // N of 131072 takes 128 MiB; OpenSSL allows 32 unasked
constexpr std::size_t k_salt_bytes = 32;
constexpr std::size_t k_key_bytes = crypto_secretbox_KEYBYTES;
constexpr std::size_t k_nonce_bytes = crypto_secretbox_NONCEBYTES;
constexpr std::size_t k_tag_bytes = crypto_secretbox_MACBYTES;

/// What a box says, before the password is tried.
struct Box {
  std::uint64_t cost = 0;
  std::string salt;
  std::string nonce;
  std::string ciphertext;
};

tl::unexpected<Error> bad(std::string_view name, std::string what) {
  return fail(Error::misuse(std::string(name), std::move(what)));
}

Result<std::string> bytes_at(const json::Value& object, std::string_view member, std::size_t least,
                             std::size_t most, std::string_view where) {
  TRY_ASSIGN(const std::string text, json::require_string(object, member, where));
  auto bytes = decode_base64(text);
  if (!bytes) return bad(where, fmt::format("member \"{}\" is no base64: it {}", member, bytes.error().what));
  if (bytes->size() < least || bytes->size() > most) {
    return bad(where,
               fmt::format("member \"{}\" has {} bytes; expected {}", member, bytes->size(),
                           least == most ? fmt::format("{}", least) : fmt::format("{} to {}", least, most)));
  }
  return bytes;
}

Result<void> require_name(const json::Value& object, std::string_view member, std::string_view expected,
                          std::string_view where) {
  TRY_ASSIGN(const std::string found, json::require_string(object, member, where));
  if (found == expected) return {};
  return bad(where, fmt::format("member \"{}\" is \"{}\"; expected \"{}\"", member, found, expected));
}

Result<Box> read_box(std::string_view text, std::string_view name) {
  TRY_ASSIGN(const json::Value root, json::parse(text, name, {.bytes = 64u << 10, .depth = 8}));
  const std::string kdf_place = fmt::format("{}: kdf", name);
  const std::string cipher_place = fmt::format("{}: cipher", name);
  TRY_ASSIGN(const json::Value* kdf, json::require(root, "kdf", name));
  TRY(require_name(*kdf, "name", "scrypt", kdf_place));
  TRY_ASSIGN(const json::Value* costs, json::require(*kdf, "params", kdf_place));
  TRY_ASSIGN(const std::uint64_t n, json::require_unsigned(*costs, "N", kdf_place));
  TRY_ASSIGN(const std::uint64_t r, json::require_unsigned(*costs, "r", kdf_place));
  TRY_ASSIGN(const std::uint64_t p, json::require_unsigned(*costs, "p", kdf_place));
  if ((n != k_cost / 2 && n != k_cost && n != k_cost * 2) || r != k_block_size || p != k_parallelism) {
    return bad(kdf_place, fmt::format("scrypt costs are N={}, r={}, p={}; expected N=32768, 65536 or 131072, "
                                      "r=8, p=1",
                                      n, r, p));
  }
  Box box;
  box.cost = n;
  TRY_ASSIGN(box.salt, bytes_at(*kdf, "salt", k_salt_bytes, k_salt_bytes, kdf_place));
  TRY_ASSIGN(const json::Value* cipher, json::require(root, "cipher", name));
  TRY(require_name(*cipher, "name", "nacl/secretbox", cipher_place));
  TRY_ASSIGN(box.nonce, bytes_at(*cipher, "nonce", k_nonce_bytes, k_nonce_bytes, cipher_place));
  TRY_ASSIGN(box.ciphertext, bytes_at(root, "ciphertext", k_tag_bytes + 1, 64u << 10, name));
  return box;
}

}  // namespace

Result<Secret> stretch_password(std::string_view password, std::string_view salt, std::uint64_t cost) {
  const ErrorQueueMark mark;
  const Handle<EVP_KDF, EVP_KDF_free> scrypt(EVP_KDF_fetch(nullptr, "SCRYPT", nullptr));
  const Handle<EVP_KDF_CTX, EVP_KDF_CTX_free> context(EVP_KDF_CTX_new(scrypt.get()));
  // OSSL_PARAM points at what it only reads, without const; a null pointer would be no password at all.
  static char no_password[] = "";
  std::uint64_t block_size = k_block_size;
  std::uint64_t parallelism = k_parallelism;
  std::uint64_t memory = k_memory_bytes;
  const OSSL_PARAM inputs[] = {
      OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_PASSWORD,
                                        password.empty() ? no_password : const_cast<char*>(password.data()),
                                        password.size()),
      OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_SALT, const_cast<char*>(salt.data()), salt.size()),
      OSSL_PARAM_construct_uint64(OSSL_KDF_PARAM_SCRYPT_N, &cost),
      OSSL_PARAM_construct_uint64(OSSL_KDF_PARAM_SCRYPT_R, &block_size),
      OSSL_PARAM_construct_uint64(OSSL_KDF_PARAM_SCRYPT_P, &parallelism),
      OSSL_PARAM_construct_uint64(OSSL_KDF_PARAM_SCRYPT_MAXMEM, &memory),
      OSSL_PARAM_construct_end()};
  Secret key(k_key_bytes);
  if (context == nullptr || EVP_KDF_derive(context.get(), key.data(), key.size(), inputs) != 1) {
    return fail(Error::unchecked(
        "scrypt", fmt::format("did not run; expected OpenSSL's SCRYPT and {} MiB of memory", cost >> 10)));
  }
  return key;
}

std::string seal_secret(const Secret& secret, std::string_view nonce, const Secret& key) {
  std::string sealed(secret.size() + k_tag_bytes, '\0');
  crypto_secretbox_easy(reinterpret_cast<unsigned char*>(sealed.data()), secret.data(), secret.size(),
                        reinterpret_cast<const unsigned char*>(nonce.data()), key.data());
  return sealed;
}

Result<std::string> seal_key_box(const Secret& secret, std::string_view password) {
  const std::string salt = random_bytes(k_salt_bytes);
  const std::string nonce = random_bytes(k_nonce_bytes);
  TRY_ASSIGN(const Secret key, stretch_password(password, salt, k_cost));
  const json::Object costs{{"N", k_cost}, {"r", k_block_size}, {"p", k_parallelism}};
  const json::Object kdf{{"name", "scrypt"}, {"params", costs}, {"salt", encode_base64(salt)}};
  const json::Object cipher{{"name", "nacl/secretbox"}, {"nonce", encode_base64(nonce)}};
  return json::write(json::Object{
      {"kdf", kdf}, {"cipher", cipher}, {"ciphertext", encode_base64(seal_secret(secret, nonce, key))}});
}

Result<Secret> open_key_box(std::string_view text, const PasswordSource& password, std::string_view name) {
  auto box = read_box(text, name);
  if (!box) {
    // A reader of documents says "could not check"; a key file is the user's own.
    box.error().code = ErrorCode::misuse;
    return fail(std::move(box).error());
  }
  TRY_ASSIGN(const std::string words, password());
  TRY_ASSIGN(const Secret key, stretch_password(words, box->salt, box->cost));
  Secret secret(box->ciphertext.size() - k_tag_bytes);
  if (crypto_secretbox_open_easy(
          secret.data(), reinterpret_cast<const unsigned char*>(box->ciphertext.data()),
          box->ciphertext.size(), reinterpret_cast<const unsigned char*>(box->nonce.data()),
          key.data()) != 0) {
    return fail(Error::misuse(std::string(name), "wrong password")
                    .with_hint("set COSIGN_PASSWORD to the password that the key was made with"));
  }
  return secret;
}

}  // namespace pushgate::crypto
