// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "registry/client.hpp"
#include "registry/session.hpp"
#include "registry/shared_document.hpp"

// Only for the sources of this room.

namespace pushgate::registry {

/// `ghcr.io/acme/app:v1`, `ghcr.io/acme/app@sha256:…`
std::string manifest_name(const Session& session, std::string_view tag_or_digest);

/// Client's operations without the context lines that Client puts around their errors.
struct Client::Impl {
  Impl(const oci::Reference& repository, const ClientOptions& options)
      : session(std::make_shared<Session>(repository, options)) {}

  // manifests.cpp
  Result<std::optional<oci::RawDocument>> get_manifest(std::string_view tag_or_digest);
  Result<void> put_and_read_back(std::string_view tag_or_digest, const oci::RawDocument& document,
                                 bool* subject_kept);
  Result<std::optional<bool>> remove(const Digest& digest);

  // blobs.cpp
  Result<std::unique_ptr<ByteSource>> get_blob(const oci::Descriptor& descriptor);

  // referrers.cpp
  /// Null where the registry has no API, or answers with a page, whose media type `page_type` then is.
  Result<std::optional<std::vector<oci::Descriptor>>> list_by_api(const Digest& subject,
                                                                  std::string& page_type);
  /// Null where there is no fallback tag.
  Result<std::optional<std::vector<oci::Descriptor>>> list_by_tag(const Digest& subject);

  std::string named(std::string_view tag_or_digest) const { return manifest_name(*session, tag_or_digest); }

  std::shared_ptr<Session> session;  // shared with bodies that are still being read
};

/// Every media type of a manifest that we read, for Accept.
std::string accepted_manifest_types();

/// Whether others may be writing the same document under a tag, at this moment.
enum class Rivals {
  unlikely,  ///< what was written is read back at once
  likely,    ///< it is looked at again after a while
};

// shared_document.cpp
Result<void> add_entry(Client& client, Session& session, const SharedDocument& shared,
                       const oci::Descriptor& entry, Rivals rivals);

// manifests.cpp
Result<net::Response> put_manifest_once(Session& session, std::string_view tag_or_digest,
                                        const oci::RawDocument& document);

// blobs.cpp
Result<bool> head_blob(Session& session, const oci::Descriptor& descriptor);

inline constexpr int k_pages = 10'000;  // of one list; a registry that links pages in a circle ends there

}  // namespace pushgate::registry
