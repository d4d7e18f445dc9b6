// SPDX-License-Identifier: Apache-2.0
#include "registry/upload_source.hpp"

#include <array>

#include "oci/image_source.hpp"

namespace pushgate::registry {

UploadSource::UploadSource(std::unique_ptr<ByteSource> source, const oci::Descriptor& descriptor,
                           Progress& progress, std::uint64_t& reported)
    : m_source(oci::verified(std::move(source), descriptor)),
      m_size(descriptor.size),
      m_progress(progress),
      m_reported(reported) {}

Result<std::size_t> UploadSource::read(std::span<std::uint8_t> buffer) {
  TRY_ASSIGN(const std::size_t count, m_source->read(buffer));
  m_given += count;
  if (m_given == m_size && count != 0) {
    std::array<std::uint8_t, 1> behind{};
    TRY(m_source->read(behind));  // the end, where the digest is looked at
  }
  if (m_given > m_reported) {
    m_progress.advance(m_given - m_reported);
    m_reported = m_given;
  }
  return count;
}

}  // namespace pushgate::registry
