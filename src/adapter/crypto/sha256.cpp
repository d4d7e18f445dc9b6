// SPDX-License-Identifier: Apache-2.0
#include "adapter/crypto/sha256.hpp"

#include <openssl/evp.h>

#include <stdexcept>

namespace pushgate::crypto {

namespace {

// OpenSSL 3 looks an algorithm up by name each time it is not fetched: once is enough for a million small
// files.
const EVP_MD* algorithm() {
  static const EVP_MD* const k_algorithm = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  return k_algorithm;
}

// Fails only where memory is out or OpenSSL is installed without its digests: nothing a caller can mend.
void require(bool good) {
  if (!good) throw std::runtime_error("OpenSSL gives no SHA-256");
}

}  // namespace

struct Sha256::State {
  State() : context(EVP_MD_CTX_new()) { require(context != nullptr); }
  ~State() { EVP_MD_CTX_free(context); }
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  void begin() { require(EVP_DigestInit_ex2(context, algorithm(), nullptr) == 1); }

  EVP_MD_CTX* context;
};

Sha256::Sha256() : m_state(std::make_unique<State>()) {
  m_state->begin();
}
Sha256::~Sha256() = default;
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;

void Sha256::update(std::span<const std::uint8_t> bytes) {
  require(EVP_DigestUpdate(m_state->context, bytes.data(), bytes.size()) == 1);
}

void Sha256::update(std::string_view bytes) {
  require(EVP_DigestUpdate(m_state->context, bytes.data(), bytes.size()) == 1);
}

Digest Sha256::finish() {
  Digest::Bytes bytes{};
  require(EVP_DigestFinal_ex(m_state->context, bytes.data(), nullptr) == 1);
  m_state->begin();
  return Digest(bytes);
}

Digest sha256(std::string_view bytes) {
  Sha256 hash;
  hash.update(bytes);
  return hash.finish();
}

}  // namespace pushgate::crypto
