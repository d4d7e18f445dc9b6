// SPDX-License-Identifier: Apache-2.0
#include "registry/upload_source.hpp"

#include <algorithm>
#include <cstring>

#include "oci/image_source.hpp"

namespace pushgate::registry {

namespace {

constexpr std::size_t k_piece_bytes = 128u << 10;

}  // namespace

UploadSource::UploadSource(std::unique_ptr<ByteSource> source, const oci::Descriptor& descriptor,
                           Progress& progress, std::uint64_t& reported)
    : m_source(oci::verified(std::move(source), descriptor)), m_progress(progress), m_reported(reported) {}

Result<void> UploadSource::fill() {
  m_next.resize(k_piece_bytes);
  TRY_ASSIGN(const std::size_t count, m_source->read(m_next));
  m_next.resize(count);
  return {};
}

Result<std::size_t> UploadSource::read(std::span<std::uint8_t> buffer) {
  if (!m_started) {
    m_started = true;
    TRY(fill());
  }
  if (m_at == m_current.size()) {
    if (m_next.empty()) return 0;
    std::swap(m_current, m_next);
    m_at = 0;
    TRY(fill());
  }
  const auto count = std::min(buffer.size(), m_current.size() - m_at);
  std::memcpy(buffer.data(), m_current.data() + m_at, count);
  m_at += count;
  m_given += count;
  if (m_given > m_reported) {
    m_progress.advance(m_given - m_reported);
    m_reported = m_given;
  }
  return count;
}

}  // namespace pushgate::registry
