// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstring>

#include "base/format.hpp"
#include "registry/blob_upload.hpp"
#include "registry/client_impl.hpp"

namespace pushgate::registry {

namespace {

class MemorySource final : public ByteSource {
 public:
  explicit MemorySource(std::string_view bytes) : m_rest(bytes) {}
  Result<std::size_t> read(std::span<std::uint8_t> buffer) override {
    const auto count = std::min(buffer.size(), m_rest.size());
    if (count != 0) std::memcpy(buffer.data(), m_rest.data(), count);
    m_rest.remove_prefix(count);
    return count;
  }

 private:
  std::string_view m_rest;
};

/// The repository of the first that has the blob; empty where none has, or none can be asked.
std::string holder_of(const oci::Descriptor& descriptor, const std::vector<Client*>& clients) {
  for (Client* client : clients) {
    const auto has = client->has_blob(descriptor);
    if (has && *has) return client->reference().repository;
  }
  return {};
}

}  // namespace

Result<BlobOutcome> Client::upload_blob(const oci::Descriptor& descriptor,
                                        const std::function<Result<std::unique_ptr<ByteSource>>()>& open,
                                        Progress& progress, const std::vector<Client*>& mount_from) {
  const auto upload = [&]() -> Result<BlobOutcome> {
    TRY_ASSIGN(const bool there, head_blob(*m_impl->session, descriptor));
    if (there) {
      progress.advance(descriptor.size);
      return BlobOutcome::present;
    }
    BlobUpload one(*m_impl->session, descriptor, holder_of(descriptor, mount_from), open, progress);
    return one.run();
  };
  return during(upload(),
                fmt::format("uploading blob {} to {}", descriptor.digest.to_string(), reference().name()));
}

Result<void> Client::upload_blob(const oci::Descriptor& descriptor, std::string_view bytes) {
  SilentProgress silent;
  TRY(upload_blob(
      descriptor,
      [&]() -> Result<std::unique_ptr<ByteSource>> { return std::make_unique<MemorySource>(bytes); },
      silent));
  return {};
}

}  // namespace pushgate::registry
