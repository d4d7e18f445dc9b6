// SPDX-License-Identifier: Apache-2.0
#include <openssl/x509.h>
#include <sodium.h>

#include <array>
#include <stdexcept>

#include "adapter/crypto/handle.hpp"
#include "adapter/crypto/key_box.hpp"
#include "adapter/crypto/keys.hpp"
#include "adapter/crypto/pem.hpp"
#include "base/format.hpp"

namespace pushgate::crypto {

namespace {

constexpr std::string_view k_label = "ENCRYPTED SIGSTORE PRIVATE KEY";
constexpr std::string_view k_old_label = "ENCRYPTED COSIGN PRIVATE KEY";
constexpr std::string_view k_curve = "prime256v1";  // P-256, as OpenSSL calls it

using Pkcs8Handle = Handle<PKCS8_PRIV_KEY_INFO, PKCS8_PRIV_KEY_INFO_free>;  // wipes the key as it frees

tl::unexpected<Error> cannot(std::string_view what) {
  return fail(Error::bug("OpenSSL", std::string(what)));
}

bool is_p256(const EVP_PKEY* key) {
  std::array<char, 64> group{};
  std::size_t size = 0;
  return EVP_PKEY_get_base_id(key) == EVP_PKEY_EC &&
         EVP_PKEY_get_group_name(key, group.data(), group.size(), &size) == 1 &&
         std::string_view(group.data(), size) == k_curve;
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

Result<PrivateKey> PrivateKey::from_encrypted_pem(std::string_view text, std::string_view password,
                                                  std::string_view name) {
  TRY_ASSIGN(const Pem pem, read_pem(text, name));
  if (pem.label != k_label && pem.label != k_old_label) {
    auto error = Error::misuse(std::string(name), fmt::format("holds {}; expected {}", pem.label, k_label));
    if (!pem.label.ends_with("PRIVATE KEY")) return fail(std::move(error));
    return fail(std::move(error).with_hint("cosign import-key-pair --key FILE encrypts a plain key"));
  }
  TRY_ASSIGN(const Secret secret, open_key_box(pem.bytes, password, name));

  const ErrorQueueMark mark;
  const unsigned char* at = secret.data();
  const Pkcs8Handle info(d2i_PKCS8_PRIV_KEY_INFO(nullptr, &at, static_cast<long>(secret.size())));
  KeyHandle key(info != nullptr ? EVP_PKCS82PKEY(info.get()) : nullptr);
  if (key == nullptr || at != secret.data() + secret.size() || !is_p256(key.get())) {
    return fail(Error::misuse(std::string(name), "holds a key of another kind; expected ECDSA P-256"));
  }
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
