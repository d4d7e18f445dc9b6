// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/byte_source.hpp"
#include "base/progress.hpp"
#include "base/result.hpp"
#include "oci/descriptor.hpp"
#include "oci/image_source.hpp"
#include "oci/manifest.hpp"
#include "oci/reference.hpp"
#include "registry/blob_outcome.hpp"

namespace pushgate::registry {

struct ClientOptions {
  bool plain_http =
      false;  ///< for hosts that are not loopback; loopback is plain HTTP anyway, falling back from nothing
  std::string ca_file;  ///< PEM; empty: the system's
  int connect_seconds = 20;
  int stall_seconds = 60;  ///< no byte for this long is an error
  int attempts = 4;        ///< of a request that may be repeated (408, 429, 5xx, connection lost)
  std::uint64_t one_piece_bytes = 128u
                                  << 20;  ///< larger blobs go up in chunks, where the registry takes them
  std::uint64_t chunk_bytes = 64u << 20;  ///< of one chunk, below what proxies let through
  /// Waits between attempts; empty: really, until a signal arrives. For tests.
  std::function<Result<void>(std::chrono::milliseconds)> wait{};
};

/// A client of one repository (distribution-spec v1.1). Credentials are looked up as docker does
/// (config.json, helpers), sent to the registry they are for only, and never shown in an error. Errors:
/// unchecked for everything the registry or the network does: absent, forbidden, throttled, cut, lying.
class Client {
 public:
  Client(const oci::Reference& repository, ClientOptions options);
  ~Client();
  Client(Client&&) noexcept;
  Client& operator=(Client&&) noexcept;

  const oci::Reference& reference() const;

  /// A manifest or index by tag or digest; null where the registry says that there is none (404
  /// MANIFEST_UNKNOWN or NAME_UNKNOWN). Bytes are checked against the digest asked for, or
  /// Docker-Content-Digest.
  Result<std::optional<oci::RawDocument>> manifest(std::string_view tag_or_digest);

  /// A blob's bytes as they come. Redirects are followed without credentials.
  Result<std::unique_ptr<ByteSource>> blob(const oci::Descriptor& descriptor);
  /// A small blob, whole and checked.
  Result<std::string> small_blob(const oci::Descriptor& descriptor, std::size_t limit);

  Result<bool> has_blob(const oci::Descriptor& descriptor);
  /// Uploads unless it is there; reads back by HEAD. `open` is called anew for each attempt. `mount_from`:
  /// clients of repositories of the same registry; the first that has the blob is named to the registry, and
  /// where that does not help, the bytes are sent.
  Result<BlobOutcome> upload_blob(const oci::Descriptor& descriptor,
                                  const std::function<Result<std::unique_ptr<ByteSource>>()>& open,
                                  Progress& progress, const std::vector<Client*>& mount_from = {});
  Result<void> upload_blob(const oci::Descriptor& descriptor, std::string_view bytes);

  /// Puts a manifest under its digest or a tag and reads it back byte for byte.
  /// `subject_kept` (may be null) tells whether the registry answered OCI-Subject.
  Result<void> put_manifest(std::string_view tag_or_digest, const oci::RawDocument& document,
                            bool* subject_kept = nullptr);

  /// The referrers of a digest: the API with its pages, or the fallback tag where the registry has no API.
  /// Descriptors are as the registry or another client wrote them: annotations may be missing and artifact
  /// types wrong (formats.md 4.4), so what matters is read from the manifests.
  Result<std::vector<oci::Descriptor>> referrers(const Digest& subject);

  /// Adds a referrer to the fallback tag's index (distribution-spec, "Referrers Tag Schema"): what a client
  /// owes where the registry did not answer OCI-Subject. Reads the index back, and merges again where another
  /// writer came between.
  Result<void> add_to_fallback_index(const Digest& subject, const oci::Descriptor& referrer);

  /// Removes a manifest or index by digest, and with it its tags where the registry has them follow. False:
  /// it was not there. Nothing: the registry removes nothing at all (405, or UNSUPPORTED).
  Result<std::optional<bool>> remove_manifest(const Digest& digest);

  /// Tags of the repository, with pages; empty where the repository does not exist.
  Result<std::vector<std::string>> tags();

 private:
  struct Impl;
  std::unique_ptr<Impl> m_impl;
};

/// An image in a registry behind oci's port. `reference` has a digest, or a tag (`latest` where it has
/// neither).
Result<std::unique_ptr<oci::ImageSource>> open_registry_image(const oci::Reference& reference,
                                                              const ClientOptions& options);

}  // namespace pushgate::registry
