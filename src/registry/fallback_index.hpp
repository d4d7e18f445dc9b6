// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "base/result.hpp"
#include "oci/descriptor.hpp"
#include "oci/manifest.hpp"
#include "registry/shared_document.hpp"

namespace pushgate::registry {

/// The tag under which a registry without the referrers API keeps the list of a digest's referrers:
/// `sha256-<hex>` (distribution-spec, "Referrers Tag Schema").
std::string fallback_tag(const Digest& subject);

/// The index that this tag shall name: `existing` (or an empty one) with the referrer's descriptor, its
/// artifact type and annotations included. What else stands there is kept as it is; an entry of the same
/// digest that tells less is replaced. Null where nothing has to change. Errors: unchecked, where the tag
/// names something that is no image index, or is full.
Result<std::optional<oci::RawDocument>> with_referrer(const std::optional<oci::RawDocument>& existing,
                                                      const oci::Descriptor& referrer);

/// That index.
class FallbackIndex final : public SharedDocument {
 public:
  explicit FallbackIndex(const Digest& subject) : m_tag(fallback_tag(subject)) {}

  std::string tag() const override { return m_tag; }
  Result<std::vector<oci::Descriptor>> entries(const oci::RawDocument& document) const override;
  Result<std::optional<oci::RawDocument>> with(const std::optional<oci::RawDocument>& existing,
                                               const oci::Descriptor& referrer) const override {
    return with_referrer(existing, referrer);
  }
  Result<bool> prepare(Client&, const oci::RawDocument&) const override { return false; }
  Result<bool> stands(Client& client, const oci::Descriptor& referrer) const override;

 private:
  std::string m_tag;
};

}  // namespace pushgate::registry
