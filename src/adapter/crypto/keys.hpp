// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/digest.hpp"
#include "base/result.hpp"

namespace pushgate::crypto {

/// A key that checks signatures. Read from PEM `PUBLIC KEY` (SubjectPublicKeyInfo).
class PublicKey {
 public:
  /// Errors: misuse, where `text` is no public key that is supported (ECDSA P-256 and P-384, RSA, Ed25519).
  static Result<PublicKey> from_pem(std::string_view text, std::string_view name);

  /// True where the signature is this key's over these bytes, in the form that cosign chooses by key: ECDSA
  /// over SHA-256 (P-256) or SHA-384 (P-384), RSA PKCS #1 v1.5 over SHA-256, Ed25519 with or without the
  /// digest before it. ECDSA is taken in strict DER and, where it is not that, as r and s side by side, 64 or
  /// 96 bytes. Never an error: bytes that are no signature are simply not one. Untrusted: both.
  bool verify(std::string_view message, std::string_view signature) const;

  std::string to_pem() const;
  Digest fingerprint() const;  ///< SHA-256 of the SubjectPublicKeyInfo DER; base64 of it is a bundle's hint

  PublicKey(PublicKey&&) noexcept;
  PublicKey& operator=(PublicKey&&) noexcept;
  ~PublicKey();

 private:
  friend class PrivateKey;
  struct Impl;
  explicit PublicKey(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> m_impl;
};

/// Gives the password of a key that needs one.
using PasswordSource = std::function<Result<std::string>()>;

/// An ECDSA P-256 key that signs. Its secret is wiped when it goes, and never printed.
class PrivateKey {
 public:
  static Result<PrivateKey> generate();

  /// A key in PEM: cosign's encrypted form (`ENCRYPTED SIGSTORE PRIVATE KEY`, `ENCRYPTED COSIGN PRIVATE KEY`)
  /// or PKCS #8, plain (`PRIVATE KEY`) or encrypted (`ENCRYPTED PRIVATE KEY`, PBES2). The password is asked
  /// for only where the form needs one. Errors: misuse, for a wrong password, another form and another kind
  /// of key. Untrusted: the text. Limits: costs that cosign takes; those of pkcs8.hpp.
  static Result<PrivateKey> from_pem(std::string_view text, const PasswordSource& password,
                                     std::string_view name);
  /// The same, and `EC PRIVATE KEY` (SEC 1), for a key that is to be written in another form.
  static Result<PrivateKey> import_pem(std::string_view text, const PasswordSource& password,
                                       std::string_view name);
  /// cosign's encrypted form.
  Result<std::string> to_encrypted_pem(std::string_view password) const;

  /// DER ECDSA signature over SHA-256 of the message.
  Result<std::string> sign(std::string_view message) const;
  Result<PublicKey> public_key() const;

  PrivateKey(PrivateKey&&) noexcept;
  PrivateKey& operator=(PrivateKey&&) noexcept;
  ~PrivateKey();

 private:
  struct Impl;
  explicit PrivateKey(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> m_impl;
};

/// `count` bytes from the operating system's generator.
std::string random_bytes(std::size_t count);

}  // namespace pushgate::crypto
