// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "adapter/json/json.hpp"
#include "oci/descriptor.hpp"
#include "oci/manifest.hpp"
#include "registry/push.hpp"

namespace pushgate::registry {

/// The bytes that stand for "no configuration", and their descriptor (image-spec, "Guidance for an Empty
/// Descriptor"). They are uploaded like any other blob.
inline constexpr std::string_view k_empty_document = "{}";
oci::Descriptor empty_descriptor();

/// A document's manifest as an OCI 1.1 artifact: the empty configuration, the document as the one layer, the
/// image as subject. The same document and subject give the same bytes: no clock is asked.
struct ArtifactManifest {
  oci::RawDocument document;
  oci::Descriptor descriptor;  ///< of the manifest, as a referrers list shows it
  oci::Descriptor layer;       ///< of the artifact's bytes
};

ArtifactManifest make_artifact_manifest(const ReferrerArtifact& artifact, const oci::Descriptor& subject);

/// A descriptor as JSON; empty members are left out.
json::Value descriptor_value(const oci::Descriptor& descriptor);

}  // namespace pushgate::registry
