// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <openssl/crypto.h>

#include <string_view>
#include <utility>
#include <vector>

namespace pushgate::crypto {

/// Bytes that are wiped when they go. Never grows, so that no copy is left behind. For this room alone.
class Secret {
 public:
  explicit Secret(std::size_t size) : m_bytes(size) {}
  ~Secret() { wipe(); }
  Secret(Secret&& other) noexcept : m_bytes(std::exchange(other.m_bytes, {})) {}
  Secret& operator=(Secret&& other) noexcept {
    wipe();
    m_bytes = std::exchange(other.m_bytes, {});
    return *this;
  }

  unsigned char* data() { return m_bytes.data(); }
  const unsigned char* data() const { return m_bytes.data(); }
  std::size_t size() const { return m_bytes.size(); }
  std::string_view view() const { return {reinterpret_cast<const char*>(m_bytes.data()), m_bytes.size()}; }

 private:
  void wipe() { OPENSSL_cleanse(m_bytes.data(), m_bytes.size()); }

  std::vector<unsigned char> m_bytes;
};

}  // namespace pushgate::crypto
