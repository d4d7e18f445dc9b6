// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <string>

#include "adapter/crypto/ecdsa_signature.hpp"
#include "adapter/crypto/keys.hpp"
#include "adapter/crypto/pem.hpp"
#include "fuzz/target_groups.hpp"

namespace pushgate::fuzz {

namespace {

void pem(std::string_view bytes) {
  const auto block = crypto::read_pem(bytes, "fuzz");
  if (!block) return;
  const auto again = crypto::read_pem(crypto::write_pem(block->label, block->bytes), "fuzz");
  must(again && again->label == block->label && again->bytes == block->bytes,
       "PEM that was read is written and read as the same");
}

/// Without the password: what it costs to try one is for a test.
void key_box(std::string_view bytes) {
  const auto nobody = []() -> Result<std::string> { return fail(Error::misuse("", "no password")); };
  const auto text = crypto::write_pem("ENCRYPTED SIGSTORE PRIVATE KEY", bytes);
  must(!crypto::PrivateKey::from_pem(text, nobody, "fuzz"), "a key box without a password is not opened");
}

void import_text(std::string_view text) {
  const auto key = crypto::PrivateKey::import_pem(
      text, []() -> Result<std::string> { return "pw"; }, "fuzz");
  if (!key) return;
  const auto signature = key->sign("message");
  must(signature && key->public_key()->verify("message", *signature),
       "a key that was read signs for its public half");
}

/// Text, or DER in any form but the key box, which costs too much.
void private_key(std::string_view bytes) {
  for (const auto label : {"PRIVATE KEY", "ENCRYPTED PRIVATE KEY", "EC PRIVATE KEY"}) {
    import_text(crypto::write_pem(label, bytes));
  }
  const bool is_box =
      bytes.find("SIGSTORE") != std::string_view::npos || bytes.find("COSIGN") != std::string_view::npos;
  if (!is_box) import_text(bytes);
}

/// Text or DER.
void public_key(std::string_view bytes) {
  for (const std::string& text : {std::string(bytes), crypto::write_pem("PUBLIC KEY", bytes)}) {
    const auto key = crypto::PublicKey::from_pem(text, "fuzz");
    if (!key) continue;
    const auto again = crypto::PublicKey::from_pem(key->to_pem(), "fuzz");
    must(again && again->fingerprint() == key->fingerprint(),
         "a public key that was read is written as the same");
    (void)key->verify("message", bytes);
  }
}

/// A signature of either spelling is one in DER, which is itself and nothing else.
void ecdsa_signature(std::string_view bytes) {
  for (const std::size_t number_bytes : {32, 48}) {
    const auto der = crypto::ecdsa_der(bytes, number_bytes);
    if (!der) continue;
    must(crypto::ecdsa_der(*der, number_bytes) == der, "a signature in DER stays as it is");
    must(*der == bytes || bytes.size() == 2 * number_bytes, "what is no DER has the size of two numbers");
  }
}

constexpr std::array k_targets = {
    Target{"ecdsa_signature", ecdsa_signature}, Target{"key_box", key_box},       Target{"pem", pem},
    Target{"private_key", private_key},         Target{"public_key", public_key},
};

}  // namespace

std::span<const Target> key_targets() {
  return k_targets;
}

}  // namespace pushgate::fuzz
