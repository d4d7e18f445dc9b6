// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "oci/descriptor.hpp"
#include "oci/manifest.hpp"
#include "registry/client.hpp"

namespace pushgate::registry {

/// A document under a tag to which several writers add entries, each by reading it, adding its own and
/// writing it again: the fallback index of referrers, cosign's `.sig` and `.att` manifests.
class SharedDocument {
 public:
  virtual ~SharedDocument() = default;

  virtual std::string tag() const = 0;
  virtual Result<std::vector<oci::Descriptor>> entries(const oci::RawDocument& document) const = 0;

  /// `existing` (or an empty one) with the entry; what else stands there is kept as it is. Null where the
  /// entry is there. Errors: unchecked, where the tag names something else, or is full.
  virtual Result<std::optional<oci::RawDocument>> with(const std::optional<oci::RawDocument>& existing,
                                                       const oci::Descriptor& entry) const = 0;

  /// Puts what the document names and the registry may lack. False where there is nothing of the kind.
  virtual Result<bool> prepare(Client& client, const oci::RawDocument& document) const = 0;

  /// False where an entry's own content has been removed from the registry.
  virtual Result<bool> stands(Client& client, const oci::Descriptor& entry) const = 0;
};

/// Adds an entry, beside those of others who may be doing the same at this moment: what was written is looked
/// at again after a while, longer than others need between reading and writing, and merged again where
/// another writer came between. What was there and is gone although its content stands comes back, not only
/// the entry. `options` are the client's.
Result<void> add_entry(Client& client, const ClientOptions& options, const SharedDocument& shared,
                       const oci::Descriptor& entry);

}  // namespace pushgate::registry
