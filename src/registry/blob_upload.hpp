// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/progress.hpp"
#include "oci/descriptor.hpp"
#include "registry/blob_outcome.hpp"
#include "registry/session.hpp"
#include "registry/upload_source.hpp"

// Only for the sources of this room.

namespace pushgate::registry {

/// One blob on its way into a repository, with what an attempt leaves to the next: the upload session, and
/// how many bytes of it the registry has said that it keeps.
class BlobUpload {
 public:
  /// Gives the blob's bytes from the first; called anew for each attempt.
  using Open = std::function<Result<std::unique_ptr<ByteSource>>()>;

  /// `mount_from`: a repository of the same registry that has the blob; may be empty.
  BlobUpload(Session& session, const oci::Descriptor& descriptor, std::string mount_from, const Open& open,
             Progress& progress);

  /// Until the blob is there and read back, or an attempt fails for good, or as many as the session has of
  /// them in a row without a byte more than ever before.
  Result<BlobOutcome> run();

 private:
  using Answer = net::Outcome<net::Response>;

  Answer attempt();
  /// The blob by mount, or an upload session: m_location. Null: there is one now.
  std::optional<Answer> begin();
  bool mount();
  /// What the registry keeps of the session. Null: m_location and m_kept say it, or there is none any more.
  std::optional<Answer> resume();
  /// Everything from m_kept on.
  Answer send();
  /// A chunk that is not the last. Null: it is there.
  std::optional<Answer> send_chunk(UploadSource& source, std::uint64_t size);
  Answer send_last(UploadSource& source);
  Answer read_back(net::Response answer);

  Answer refused(const net::Response& response, std::string_view expected, bool transient) const;
  Result<net::Url> location_of(const net::Url& asked, const net::Headers& headers) const;
  std::uint64_t piece() const;
  void open_session(net::Url location, const net::Response& response);
  void forget_session();

  Session& m_session;
  const oci::Descriptor& m_descriptor;
  std::string m_mount_from;
  const Open& m_open;
  Progress& m_progress;

  std::optional<net::Url> m_location;
  bool m_fresh = false;          // nothing was sent to it
  std::uint64_t m_kept = 0;      // bytes of this session that the registry has
  std::uint64_t m_most = 0;      // the most that any session had
  std::uint64_t m_least = 0;     // OCI-Chunk-Min-Length
  bool m_in_one_piece = false;   // it takes no chunks
  std::uint64_t m_reported = 0;  // bytes that m_progress was told of
};

/// The end of `Range: 0-<end>` of an upload session: the last byte that is there. Null for anything else.
/// Untrusted: the text.
std::optional<std::uint64_t> parse_upload_range(std::string_view text);

}  // namespace pushgate::registry
