// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>

#include "base/byte_source.hpp"
#include "base/progress.hpp"
#include "oci/descriptor.hpp"

namespace pushgate::registry {

/// The bytes of one attempt to upload a blob. They are hashed on the way, and the last piece is held back
/// until size and digest were what the descriptor says: an upload of anything else stays incomplete, whatever
/// the registry would have made of it.
class UploadSource final : public ByteSource {
 public:
  /// `reported` is how many bytes `progress` was told in earlier attempts; it is not told them again.
  UploadSource(std::unique_ptr<ByteSource> source, const oci::Descriptor& descriptor, Progress& progress,
               std::uint64_t& reported);

  Result<std::size_t> read(std::span<std::uint8_t> buffer) override;

 private:
  std::unique_ptr<ByteSource> m_source;  // verified
  std::uint64_t m_size;
  Progress& m_progress;
  std::uint64_t& m_reported;
  std::uint64_t m_given = 0;
};

}  // namespace pushgate::registry
