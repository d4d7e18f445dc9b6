// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <openssl/evp.h>
#include <openssl/pkcs12.h>
#include <openssl/x509.h>

#include <memory>
#include <string>
#include <string_view>

#include "adapter/crypto/pem.hpp"

namespace pushgate::crypto {

/// A key of any kind that OpenSSL makes, for signatures that pushgate itself does not write.
class ForeignKey {
 public:
  explicit ForeignKey(EVP_PKEY* key) : m_key(key, EVP_PKEY_free) {}
  static ForeignKey ec(const char* curve) { return ForeignKey(EVP_EC_gen(curve)); }
  static ForeignKey rsa(unsigned bits) { return ForeignKey(EVP_RSA_gen(bits)); }
  static ForeignKey of(const char* kind) { return ForeignKey(EVP_PKEY_Q_keygen(nullptr, nullptr, kind)); }

  EVP_PKEY* get() const { return m_key.get(); }

  std::string public_der() const {
    unsigned char* der = nullptr;
    return taken(der, i2d_PUBKEY(m_key.get(), &der));
  }
  std::string public_pem() const { return write_pem("PUBLIC KEY", public_der()); }

  std::string pkcs8_der() const {
    PKCS8_PRIV_KEY_INFO* info = EVP_PKEY2PKCS8(m_key.get());
    unsigned char* der = nullptr;
    std::string out = taken(der, i2d_PKCS8_PRIV_KEY_INFO(info, &der));
    PKCS8_PRIV_KEY_INFO_free(info);
    return out;
  }

  std::string sec1_der() const {
    unsigned char* der = nullptr;
    return taken(der, i2d_PrivateKey(m_key.get(), &der));
  }

  /// EncryptedPrivateKeyInfo by a scheme, which is freed.
  std::string encrypted_der(X509_ALGOR* scheme, std::string_view password) const {
    PKCS8_PRIV_KEY_INFO* info = EVP_PKEY2PKCS8(m_key.get());
    X509_SIG* sealed = PKCS8_set0_pbe(password.data(), static_cast<int>(password.size()), info, scheme);
    PKCS8_PRIV_KEY_INFO_free(info);
    unsigned char* der = nullptr;
    std::string out = taken(der, i2d_X509_SIG(sealed, &der));
    X509_SIG_free(sealed);
    return out;
  }

  std::string sign(std::string_view message, const char* digest) const {
    EVP_MD_CTX* context = EVP_MD_CTX_new();
    std::string out(1024, '\0');
    std::size_t size = out.size();
    EVP_DigestSignInit_ex(context, nullptr, digest, nullptr, nullptr, m_key.get(), nullptr);
    EVP_DigestSign(context, reinterpret_cast<unsigned char*>(out.data()), &size,
                   reinterpret_cast<const unsigned char*>(message.data()), message.size());
    EVP_MD_CTX_free(context);
    out.resize(size);
    return out;
  }

 private:
  /// What OpenSSL allocated. A reference, because the call that sets it is an argument of this one.
  static std::string taken(unsigned char*& der, int size) {
    std::string out(reinterpret_cast<char*>(der), static_cast<std::size_t>(size));
    OPENSSL_free(der);
    return out;
  }

  std::unique_ptr<EVP_PKEY, void (*)(EVP_PKEY*)> m_key;
};

}  // namespace pushgate::crypto
