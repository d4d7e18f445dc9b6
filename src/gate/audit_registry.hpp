// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "audit/records.hpp"
#include "base/digest.hpp"
#include "base/result.hpp"
#include "gate/verify_folder.hpp"
#include "registry/client.hpp"

namespace pushgate::gate {

/// True for `docker://…`, which is no path.
bool names_registry(std::string_view source);

/// An image in a registry.
struct RegistryImage {
  std::string repository;  ///< `registry/repository`
  std::string tag;         ///< the first that led to it; empty: it was named by digest
  std::string platform;    ///< as its index calls it; else empty
  Digest digest;

  std::string name() const;  ///< `docker://registry/repository@sha256:…`
};

struct RegistryImages {
  std::vector<RegistryImage> images;  ///< each once; of an index, it and its images
  std::vector<Error> problems;        ///< one for each tag, or source, that nothing is known of
};

/// What `docker://REPOSITORY` (each of its tags), `docker://REPOSITORY:TAG` or `…@DIGEST` names. Tags that
/// are signatures or referrers (`sha256-…`) are none. Limits: 10,000 tags. Untrusted: the registry.
RegistryImages images_in_registry(const std::string& source, const registry::ClientOptions& options);

/// The SBOMs that stand beside an image, and what kept others out.
struct ImageRecords {
  std::vector<audit::Record> records;
  std::vector<Error> problems;
};

/// CycloneDX attestations among the referrers and in cosign's tags, and documents that were attached without
/// a signature. Where `trust` is given, it must be signed by one of its keys, as they held when it was made,
/// and a receipt by them gives the verdict and the time. Problems: refused, for one that is unsigned, by
/// somebody else or about another image; unchecked, for what cannot be fetched or read, and for an image
/// without any. Untrusted: the registry.
ImageRecords records_of_image(const RegistryImage& image, const TrustLoader& trust,
                              const registry::ClientOptions& options);

}  // namespace pushgate::gate
