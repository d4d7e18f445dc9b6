// SPDX-License-Identifier: Apache-2.0
//
//   {"schemaVersion": 2, "mediaType": "application/vnd.oci.image.manifest.v1+json",
//    "artifactType": TYPE,                              needed where the configuration is the empty one
//    "config": EMPTY, "layers": [DESCRIPTOR OF TYPE],   image-spec, manifest.md, "Guidelines for Artifact
//    Usage" "subject": DESCRIPTOR OF THE IMAGE, "annotations": {…}}
#include "registry/artifact_manifest.hpp"

#include "adapter/crypto/sha256.hpp"

namespace pushgate::registry {

namespace {

json::Object annotations_value(const std::map<std::string, std::string>& annotations) {
  json::Object out;
  for (const auto& [name, value] : annotations) out.set(name, value);
  return out;
}

oci::Descriptor describe(std::string_view media_type, std::string_view bytes) {
  return {std::string(media_type), crypto::sha256(bytes), bytes.size(), "", {}, std::nullopt};
}

}  // namespace

oci::Descriptor empty_descriptor() {
  return describe(oci::media_type::k_empty, k_empty_document);
}

json::Value descriptor_value(const oci::Descriptor& descriptor) {
  json::Object out = {{"mediaType", descriptor.media_type},
                      {"size", descriptor.size},
                      {"digest", descriptor.digest.to_string()}};
  if (!descriptor.artifact_type.empty()) out.set("artifactType", descriptor.artifact_type);
  if (!descriptor.annotations.empty()) out.set("annotations", annotations_value(descriptor.annotations));
  return out;
}

ArtifactManifest make_artifact_manifest(const ReferrerArtifact& artifact, const oci::Descriptor& subject) {
  const auto layer = describe(artifact.artifact_type, artifact.bytes);
  oci::Descriptor named = subject;  // its annotations are of the place that it was read from
  named.annotations.clear();
  named.artifact_type.clear();
  json::Object manifest = {{"schemaVersion", 2},
                           {"mediaType", oci::media_type::k_manifest},
                           {"artifactType", artifact.artifact_type},
                           {"config", descriptor_value(empty_descriptor())},
                           {"layers", json::Array{descriptor_value(layer)}},
                           {"subject", descriptor_value(named)}};
  if (!artifact.annotations.empty()) manifest.set("annotations", annotations_value(artifact.annotations));
  auto bytes = json::write(manifest);
  auto descriptor = describe(oci::media_type::k_manifest, bytes);
  descriptor.artifact_type = artifact.artifact_type;
  descriptor.annotations = artifact.annotations;
  const auto digest = descriptor.digest;
  return {{std::move(bytes), std::string(oci::media_type::k_manifest), digest}, std::move(descriptor), layer};
}

}  // namespace pushgate::registry
