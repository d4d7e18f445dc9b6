// SPDX-License-Identifier: Apache-2.0
#include <openssl/x509.h>
#include <sodium.h>

#include <array>
#include <stdexcept>

#include "adapter/crypto/handle.hpp"
#include "adapter/crypto/key_box.hpp"
#include "adapter/crypto/key_kind.hpp"
#include "adapter/crypto/keys.hpp"
#include "adapter/crypto/pem.hpp"
#include "adapter/crypto/pkcs8.hpp"
#include "adapter/crypto/secret.hpp"
#include "base/format.hpp"

namespace pushgate::crypto {

namespace {

constexpr std::string_view k_label = "ENCRYPTED SIGSTORE PRIVATE KEY";
constexpr std::string_view k_old_label = "ENCRYPTED COSIGN PRIVATE KEY";
constexpr std::string_view k_sec1_label = "EC PRIVATE KEY";

using Pkcs8Handle = Handle<PKCS8_PRIV_KEY_INFO, PKCS8_PRIV_KEY_INFO_free>;  // wipes the key as it frees

tl::unexpected<Error> cannot(std::string_view what) {
  return fail(Error::bug("OpenSSL", std::string(what)));
}

std::string hint_for(std::string_view label) {
  if (label == k_sec1_label || label == "EC PARAMETERS")
    return "`openssl pkcs8 -topk8 -in FILE -out NEW` writes the form that is expected; `pushgate key import` "
           "writes cosign's";
  if (label == "OPENSSH PRIVATE KEY")
    return "`ssh-keygen -p -m PKCS8 -f COPY` turns a copy of it into the form that is expected";
  if (label == "PUBLIC KEY") return "give the .key file that was made with it";
  return "make one with `pushgate key generate`";
}

/// openssl puts parameters or headers before a SEC 1 key, which read_pem does not know what to make of.
Result<Pem> read_key_pem(std::string_view text, std::string_view name) {
  auto pem = read_pem(text, name);
  if (pem || text.find("-----BEGIN EC PRIVATE KEY-----") == std::string_view::npos) return pem;
  return fail(std::move(pem).error().with_hint(hint_for(k_sec1_label)));
}

/// Reads the key of a PEM block whose form is known; null where it is another.
Result<KeyHandle> read_key(const Pem& pem, const PasswordSource& password, std::string_view name) {
  if (pem.label == k_label || pem.label == k_old_label) {
    TRY_ASSIGN(const Secret secret, open_key_box(pem.bytes, password, name));
    return read_pkcs8(secret.view(), name);
  }
  if (pem.label == "PRIVATE KEY") return read_pkcs8(pem.bytes, name);
  if (pem.label == "ENCRYPTED PRIVATE KEY") return open_pkcs8(pem.bytes, password, name);
  return fail(Error::misuse(std::string(name),
                            fmt::format("holds {}; expected {}, PRIVATE KEY or ENCRYPTED PRIVATE KEY",
                                        pem.label, k_label))
                  .with_hint(hint_for(pem.label)));
}

/// A file may hold a public half that is another key's: what is signed with it nobody could check.
bool has_its_own_public_half(EVP_PKEY* key) {
  const Handle<EVP_PKEY_CTX, EVP_PKEY_CTX_free> context(EVP_PKEY_CTX_new_from_pkey(nullptr, key, nullptr));
  return context != nullptr && EVP_PKEY_check(context.get()) == 1;
}

Result<void> check_key(EVP_PKEY* key, std::string_view name) {
  const ErrorQueueMark mark;
  const bool is_p256 = EVP_PKEY_get_base_id(key) == EVP_PKEY_EC && curve_of(key) == k_p256;
  if (!is_p256) {
    return fail(
        Error::misuse(std::string(name), fmt::format("is a key of {}; expected ECDSA P-256", kind_of(key)))
            .with_hint("make one with `pushgate key generate`"));
  }
  if (has_its_own_public_half(key)) return {};
  return fail(Error::misuse(std::string(name), "holds a private and a public half that are not of one key"));
}

}  // namespace

struct PrivateKey::Impl {
  KeyHandle key;
};

PrivateKey::PrivateKey(std::unique_ptr<Impl> impl) : m_impl(std::move(impl)) {}
PrivateKey::PrivateKey(PrivateKey&&) noexcept = default;
PrivateKey& PrivateKey::operator=(PrivateKey&&) noexcept = default;
PrivateKey::~PrivateKey() = default;

Result<PrivateKey> PrivateKey::generate() {
  const ErrorQueueMark mark;
  KeyHandle key(EVP_EC_gen("P-256"));
  if (key == nullptr) return cannot("makes no ECDSA P-256 key");
  return PrivateKey(std::make_unique<Impl>(Impl{std::move(key)}));
}

Result<PrivateKey> PrivateKey::from_pem(std::string_view text, const PasswordSource& password,
                                        std::string_view name) {
  TRY_ASSIGN(const Pem pem, read_key_pem(text, name));
  TRY_ASSIGN(KeyHandle key, read_key(pem, password, name));
  TRY(check_key(key.get(), name));
  return PrivateKey(std::make_unique<Impl>(Impl{std::move(key)}));
}

Result<PrivateKey> PrivateKey::import_pem(std::string_view text, const PasswordSource& password,
                                          std::string_view name) {
  TRY_ASSIGN(const Pem pem, read_key_pem(text, name));
  if (pem.label != k_sec1_label) return from_pem(text, password, name);
  TRY_ASSIGN(KeyHandle key, read_sec1(pem.bytes, name));
  TRY(check_key(key.get(), name));
  return PrivateKey(std::make_unique<Impl>(Impl{std::move(key)}));
}

Result<std::string> PrivateKey::to_encrypted_pem(std::string_view password) const {
  const ErrorQueueMark mark;
  const Pkcs8Handle info(EVP_PKEY2PKCS8(m_impl->key.get()));
  const int size = info != nullptr ? i2d_PKCS8_PRIV_KEY_INFO(info.get(), nullptr) : 0;
  if (size <= 0) return cannot("encodes no private key");
  Secret secret(static_cast<std::size_t>(size));
  unsigned char* out = secret.data();
  if (i2d_PKCS8_PRIV_KEY_INFO(info.get(), &out) != size) return cannot("encodes no private key");
  TRY_ASSIGN(const std::string box, seal_key_box(secret, password));
  return write_pem(k_label, box);
}

Result<std::string> PrivateKey::sign(std::string_view message) const {
  const ErrorQueueMark mark;
  const DigestContext context(EVP_MD_CTX_new());
  std::array<unsigned char, 128> signature{};  // DER of two 256-bit numbers takes 72 at most
  std::size_t size = signature.size();
  if (context == nullptr ||
      EVP_DigestSignInit_ex(context.get(), nullptr, "SHA256", nullptr, nullptr, m_impl->key.get(), nullptr) !=
          1 ||
      EVP_DigestSign(context.get(), signature.data(), &size,
                     reinterpret_cast<const unsigned char*>(message.data()), message.size()) != 1) {
    return cannot("makes no ECDSA signature");
  }
  return std::string(reinterpret_cast<const char*>(signature.data()), size);
}

Result<PublicKey> PrivateKey::public_key() const {
  const ErrorQueueMark mark;
  unsigned char* der = nullptr;
  const int size = i2d_PUBKEY(m_impl->key.get(), &der);
  if (size <= 0) return cannot("encodes no public key");
  const std::string pem =
      write_pem("PUBLIC KEY", {reinterpret_cast<const char*>(der), static_cast<std::size_t>(size)});
  OPENSSL_free(der);
  return PublicKey::from_pem(pem, "public key");
}

std::string random_bytes(std::size_t count) {
  // Only a kernel without any source of randomness makes this fail; going on would be worse than stopping.
  if (sodium_init() < 0) throw std::runtime_error("libsodium finds no random generator");
  std::string bytes(count, '\0');
  randombytes_buf(bytes.data(), bytes.size());
  return bytes;
}

}  // namespace pushgate::crypto
