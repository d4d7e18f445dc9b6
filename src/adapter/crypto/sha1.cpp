// SPDX-License-Identifier: Apache-2.0
#include "adapter/crypto/sha1.hpp"

#include <array>
#include <stdexcept>

#include "adapter/crypto/handle.hpp"
#include "base/format.hpp"

namespace pushgate::crypto {

namespace {

constexpr std::size_t k_sha1_bytes = 20;

// As for SHA-256: fetched once; fails only where OpenSSL is installed without its digests.
const EVP_MD* algorithm() {
  static const EVP_MD* const k_algorithm = EVP_MD_fetch(nullptr, "SHA1", nullptr);
  return k_algorithm;
}

void require(bool good) {
  if (!good) throw std::runtime_error("OpenSSL gives no SHA-1");
}

}  // namespace

struct Sha1::State {
  State() : context(EVP_MD_CTX_new()) {
    require(context != nullptr);
    begin();
  }
  void begin() { require(EVP_DigestInit_ex2(context.get(), algorithm(), nullptr) == 1); }

  DigestContext context;
};

Sha1::Sha1() : m_state(std::make_unique<State>()) {}
Sha1::~Sha1() = default;
Sha1::Sha1(Sha1&&) noexcept = default;
Sha1& Sha1::operator=(Sha1&&) noexcept = default;

void Sha1::update(std::span<const std::uint8_t> bytes) {
  require(EVP_DigestUpdate(m_state->context.get(), bytes.data(), bytes.size()) == 1);
}

std::string Sha1::finish() {
  std::array<std::uint8_t, k_sha1_bytes> bytes{};
  require(EVP_DigestFinal_ex(m_state->context.get(), bytes.data(), nullptr) == 1);
  m_state->begin();
  std::string hex;
  for (const std::uint8_t byte : bytes) hex += fmt::format("{:02x}", byte);
  return hex;
}

}  // namespace pushgate::crypto
