// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "adapter/archive/tar_reader.hpp"
#include "base/format.hpp"
#include "base/interrupt.hpp"

namespace pushgate::archive {

namespace {
constexpr std::size_t k_buffer = 64u << 10;
}

Result<std::uint64_t> TarInput::skip(std::uint64_t count) {
  std::uint64_t skipped = 0;
  while (skipped < count) {
    const auto most = static_cast<std::size_t>(std::min<std::uint64_t>(count - skipped, 1u << 30));
    TRY_ASSIGN(const auto bytes, take(most));
    if (bytes.empty()) break;
    skipped += bytes.size();
  }
  return skipped;
}

SourceTarInput::SourceTarInput(ByteSource& source) : m_source(source), m_buffer(k_buffer) {}

Result<std::span<const std::uint8_t>> SourceTarInput::take(std::size_t most) {
  if (m_begin == m_end) {
    TRY(check_interrupt());
    TRY_ASSIGN(m_end, m_source.read(m_buffer));
    m_begin = 0;
  }
  const std::size_t count = std::min(most, m_end - m_begin);
  const std::span<const std::uint8_t> bytes = std::span(m_buffer).subspan(m_begin, count);
  m_begin += count;
  return bytes;
}

FileTarInput::FileTarInput(int descriptor, std::uint64_t size, std::string name)
    : m_descriptor(descriptor), m_size(size), m_name(std::move(name)), m_buffer(k_buffer) {}

Result<std::span<const std::uint8_t>> FileTarInput::take(std::size_t most) {
  TRY(check_interrupt());
  const std::size_t want = std::min(most, m_buffer.size());
  ssize_t got = -1;
  do {
    got = ::pread(m_descriptor, m_buffer.data(), want, static_cast<off_t>(m_offset));
  } while (got < 0 && errno == EINTR);
  if (got < 0) return fail(Error::unchecked(m_name, fmt::format("cannot be read: {}", std::strerror(errno))));
  m_offset += static_cast<std::uint64_t>(got);
  return std::span<const std::uint8_t>(m_buffer).first(static_cast<std::size_t>(got));
}

Result<std::uint64_t> FileTarInput::skip(std::uint64_t count) {
  const std::uint64_t skipped = std::min(count, m_size - std::min(m_offset, m_size));
  m_offset += skipped;
  return skipped;
}

}  // namespace pushgate::archive
