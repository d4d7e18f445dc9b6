// SPDX-License-Identifier: Apache-2.0
#include "oci/verified_blob.hpp"

#include "base/format.hpp"
#include "oci/image_source.hpp"

namespace pushgate::oci {

VerifiedBlob::VerifiedBlob(std::unique_ptr<ByteSource> source, const Descriptor& descriptor,
                           std::string subject)
    : m_source(std::move(source)),
      m_digest(descriptor.digest),
      m_size(descriptor.size),
      m_subject(std::move(subject)) {}

Result<std::size_t> VerifiedBlob::read(std::span<std::uint8_t> buffer) {
  if (m_ended) return 0;
  TRY_ASSIGN(const std::size_t count, m_source->read(buffer));
  m_count += count;
  if (m_count > m_size)
    return fail(Error::unchecked(m_subject, fmt::format("is too long; expected {} bytes, got more", m_size)));
  if (count == 0) {
    TRY(check_end());
    m_ended = true;
    return 0;
  }
  m_sha256.update(std::span<const std::uint8_t>(buffer.first(count)));
  return count;
}

Result<void> VerifiedBlob::check_end() {
  if (m_count < m_size)
    return fail(
        Error::unchecked(m_subject, fmt::format("is cut short; expected {} bytes, got {}", m_size, m_count)));
  const Digest digest = m_sha256.finish();
  if (digest == m_digest) return {};
  return fail(Error::unchecked(m_subject, fmt::format("is corrupt; expected digest {}, got {}",
                                                      m_digest.to_string(), digest.to_string())));
}

std::unique_ptr<ByteSource> verified(std::unique_ptr<ByteSource> source, const Descriptor& descriptor) {
  return std::make_unique<VerifiedBlob>(std::move(source), descriptor,
                                        "blob " + descriptor.digest.to_string());
}

}  // namespace pushgate::oci
