// SPDX-License-Identifier: Apache-2.0
#include "adapter/crypto/sha2.hpp"

#include <openssl/evp.h>

#include <array>
#include <stdexcept>

#include "adapter/crypto/handle.hpp"

namespace pushgate::crypto {

namespace {

struct Named {
  std::string_view word;
  const char* openssl;
};
constexpr std::array<Named, 3> k_kinds = {{{"sha256", "SHA256"}, {"sha384", "SHA384"}, {"sha512", "SHA512"}}};

// Fails only where memory is out or OpenSSL is installed without its digests: nothing a caller can mend.
void require(bool good) {
  if (!good) throw std::runtime_error("OpenSSL gives no SHA-2");
}

// Looked up once: a wheel has thousands of small files.
const EVP_MD* algorithm(Sha2Kind kind) {
  static const std::array<const EVP_MD*, 3> k_algorithms = {
      EVP_MD_fetch(nullptr, k_kinds[0].openssl, nullptr), EVP_MD_fetch(nullptr, k_kinds[1].openssl, nullptr),
      EVP_MD_fetch(nullptr, k_kinds[2].openssl, nullptr)};
  return k_algorithms.at(static_cast<std::size_t>(kind));
}

}  // namespace

std::optional<Sha2Kind> sha2_kind(std::string_view name) {
  for (std::size_t i = 0; i < k_kinds.size(); ++i) {
    if (k_kinds.at(i).word == name) return static_cast<Sha2Kind>(i);
  }
  return std::nullopt;
}

std::string_view to_string(Sha2Kind kind) {
  return k_kinds.at(static_cast<std::size_t>(kind)).word;
}

struct Sha2::State {
  explicit State(Sha2Kind wanted) : kind(wanted), context(EVP_MD_CTX_new()) { require(context != nullptr); }

  void begin() const { require(EVP_DigestInit_ex2(context.get(), algorithm(kind), nullptr) == 1); }

  Sha2Kind kind;
  DigestContext context;
};

Sha2::Sha2(Sha2Kind kind) : m_state(std::make_unique<State>(kind)) {
  m_state->begin();
}
Sha2::~Sha2() = default;
Sha2::Sha2(Sha2&&) noexcept = default;
Sha2& Sha2::operator=(Sha2&&) noexcept = default;

void Sha2::update(std::span<const std::uint8_t> bytes) {
  require(EVP_DigestUpdate(m_state->context.get(), bytes.data(), bytes.size()) == 1);
}

std::string Sha2::finish() {
  std::array<unsigned char, EVP_MAX_MD_SIZE> bytes{};
  unsigned int size = 0;
  require(EVP_DigestFinal_ex(m_state->context.get(), bytes.data(), &size) == 1);
  m_state->begin();
  return {reinterpret_cast<const char*>(bytes.data()), size};
}

std::string hex_digits(std::string_view bytes) {
  constexpr std::string_view k_digits = "0123456789abcdef";
  std::string out;
  out.reserve(2 * bytes.size());
  for (const char c : bytes) {
    const auto byte = static_cast<std::uint8_t>(c);
    out += k_digits[byte >> 4];
    out += k_digits[byte & 15];
  }
  return out;
}

}  // namespace pushgate::crypto
