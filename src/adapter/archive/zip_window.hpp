// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/random_access.hpp"

// For this room's sources alone.

namespace pushgate::archive {

/// A little-endian number of `count` bytes; they must be there.
inline std::uint64_t zip_number(std::span<const std::uint8_t> bytes, std::size_t at, std::size_t count) {
  std::uint64_t value = 0;
  for (std::size_t i = count; i > 0; --i) value = value << 8 | bytes[at + i - 1];
  return value;
}

/// Small records of a file, most of them one after the other: read through one buffer.
class ZipWindow {
 public:
  /// `file` must outlive this; `subject` is for errors.
  ZipWindow(const RandomAccess& file, std::string subject) : m_file(file), m_subject(std::move(subject)) {}

  const std::string& subject() const { return m_subject; }
  std::uint64_t file_size() const { return m_file.size(); }

  /// The bytes from `at`, at most `count`: fewer only where the file ends. Valid until the next call.
  /// Errors: unchecked, where the bytes cannot be had.
  Result<std::span<const std::uint8_t>> view(std::uint64_t at, std::size_t count) {
    const std::uint64_t size = m_file.size();
    if (at >= size) return std::span<const std::uint8_t>();
    count = static_cast<std::size_t>(std::min<std::uint64_t>(count, size - at));
    if (at < m_begin || at - m_begin > m_buffer.size() || m_buffer.size() - (at - m_begin) < count) {
      TRY(load(at, std::max(count, k_least_bytes)));
    }
    return std::span<const std::uint8_t>(m_buffer).subspan(static_cast<std::size_t>(at - m_begin), count);
  }

  /// True where these four bytes are at `at`.
  Result<bool> has_at(std::uint64_t at, std::string_view signature) {
    TRY_ASSIGN(const auto bytes, view(at, signature.size()));
    return std::ranges::equal(bytes, signature,
                              [](std::uint8_t a, char b) { return a == static_cast<std::uint8_t>(b); });
  }

 private:
  static constexpr std::size_t k_least_bytes = 16u << 10;

  Result<void> load(std::uint64_t at, std::size_t count) {
    m_begin = at;
    m_buffer.resize(static_cast<std::size_t>(std::min<std::uint64_t>(count, m_file.size() - at)));
    std::size_t filled = 0;
    while (filled < m_buffer.size()) {
      auto got = m_file.read_at(at + filled, std::span(m_buffer).subspan(filled));
      if (!got || *got == 0) m_buffer.clear();
      if (!got) return fail(std::move(got).error());
      if (*got == 0) return fail(Error::unchecked(m_subject, "has become shorter while it was read"));
      filled += *got;
    }
    return {};
  }

  const RandomAccess& m_file;
  std::string m_subject;
  std::uint64_t m_begin = 0;
  std::vector<std::uint8_t> m_buffer;
};

inline constexpr std::string_view k_zip_local = "PK\x03\x04";
inline constexpr std::string_view k_zip_central = "PK\x01\x02";
inline constexpr std::string_view k_zip_end = "PK\x05\x06";
inline constexpr std::string_view k_zip_descriptor = "PK\x07\x08";
inline constexpr std::string_view k_zip64_end = "PK\x06\x06";
inline constexpr std::string_view k_zip64_locator = "PK\x06\x07";

inline constexpr std::uint64_t k_zip_in_zip64 = 0xffffffff;  // the number is in the ZIP64 part
inline constexpr std::uint64_t k_zip_count_in_zip64 = 0xffff;

}  // namespace pushgate::archive
