// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "adapter/crypto/sha256.hpp"
#include "base/byte_source.hpp"
#include "oci/descriptor.hpp"

namespace pushgate::oci {

/// Reads a blob and compares size and digest with its descriptor before it tells the end.
/// Errors: unchecked, `<subject>: is cut short; expected 40 bytes, got 28`.
class VerifiedBlob final : public ByteSource {
 public:
  VerifiedBlob(std::unique_ptr<ByteSource> source, const Descriptor& descriptor, std::string subject);
  Result<std::size_t> read(std::span<std::uint8_t> buffer) override;

 private:
  Result<void> check_end();

  std::unique_ptr<ByteSource> m_source;
  Digest m_digest;
  std::uint64_t m_size;
  std::string m_subject;
  crypto::Sha256 m_sha256;
  std::uint64_t m_count = 0;
  bool m_ended = false;
};

}  // namespace pushgate::oci
