// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "registry/shared_document.hpp"

namespace pushgate::registry {

/// The annotation that makes a layer a signed document to cosign: a signature in base64, or nothing, where
/// the layer has its own.
inline constexpr const char* k_cosign_signature = "dev.cosignproject.cosign/signature";

/// An image manifest under `sha256-<hex>.sig` or `.att` of an image, each of whose layers is a signed
/// document (formats.md 1.1, 2.1). Layers are told apart by content and signature. Limits: 1000 layers, as
/// cosign.
class CosignManifest final : public SharedDocument {
 public:
  enum class Kind { signatures, attestations };
  CosignManifest(const Digest& image, Kind kind);

  std::string tag() const override { return m_tag; }
  Result<std::vector<oci::Descriptor>> entries(const oci::RawDocument& document) const override;
  Result<std::optional<oci::RawDocument>> with(const std::optional<oci::RawDocument>& existing,
                                               const oci::Descriptor& layer) const override;
  Result<bool> prepare(Client& client, const oci::RawDocument& document) const override;
  Result<bool> stands(Client& client, const oci::Descriptor& layer) const override;

 private:
  std::string m_tag;
};

}  // namespace pushgate::registry
