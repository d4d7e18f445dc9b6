// SPDX-License-Identifier: Apache-2.0
//
//   {"schemaVersion": 2, "mediaType": "application/vnd.oci.image.manifest.v1+json",
//    "config": DESCRIPTOR OF AN IMAGE CONFIGURATION,
//    "layers": [{"mediaType": …, "size": …, "digest": …,
//                "annotations": {"dev.cosignproject.cosign/signature": "<base64>" or ""}}, …]}
//
// The configuration says nothing of its own: one diff_id and one history step a layer, as other clients want
// them. It is made anew whenever a layer comes; the other layers' descriptors stay as they were written.
#include "registry/cosign_manifest.hpp"

#include <algorithm>

#include "adapter/crypto/sha256.hpp"
#include "adapter/json/json.hpp"
#include "base/format.hpp"
#include "base/limits.hpp"
#include "registry/artifact_manifest.hpp"

namespace pushgate::registry {

namespace {

constexpr std::size_t k_layers = 1000;
constexpr std::string_view k_no_time = "0001-01-01T00:00:00Z";

std::string_view signature_of(const oci::Descriptor& layer) {
  const auto found = layer.annotations.find(k_cosign_signature);
  return found == layer.annotations.end() ? std::string_view() : found->second;
}

std::string configuration_of(const std::vector<oci::Descriptor>& layers) {
  json::Array history;
  json::Array diff_ids;
  for (const auto& layer : layers) {
    history.push_back(json::Object{{"created", k_no_time}});
    diff_ids.push_back(layer.digest.to_string());
  }
  return json::write(
      json::Object{{"architecture", ""},
                   {"created", k_no_time},
                   {"history", std::move(history)},
                   {"os", ""},
                   {"rootfs", json::Object{{"type", "layers"}, {"diff_ids", std::move(diff_ids)}}},
                   {"config", json::Object{}}});
}

oci::Descriptor describe_configuration(std::string_view manifest_type, std::string_view bytes) {
  const bool docker = manifest_type == oci::media_type::k_docker_manifest;
  return {std::string(docker ? oci::media_type::k_docker_config : oci::media_type::k_config),
          crypto::sha256(bytes),
          bytes.size(),
          "",
          {},
          std::nullopt};
}

}  // namespace

CosignManifest::CosignManifest(const Digest& image, Kind kind)
    : m_tag("sha256-" + image.hex() + (kind == Kind::signatures ? ".sig" : ".att")) {}

Result<std::vector<oci::Descriptor>> CosignManifest::entries(const oci::RawDocument& document) const {
  TRY_ASSIGN(auto manifest, oci::parse_manifest(document));
  return std::move(manifest.layers);
}

Result<std::optional<oci::RawDocument>> CosignManifest::with(const std::optional<oci::RawDocument>& existing,
                                                             const oci::Descriptor& layer) const {
  json::Value manifest = json::Object{{"schemaVersion", 2},
                                      {"mediaType", oci::media_type::k_manifest},
                                      {"config", json::Object{}},
                                      {"layers", json::Array{}}};
  std::string media_type(oci::media_type::k_manifest);
  std::vector<oci::Descriptor> layers;
  if (existing) {
    TRY_ASSIGN(auto parsed, oci::parse_manifest(*existing));
    TRY_ASSIGN(manifest, json::parse(existing->bytes, m_tag, {.bytes = limits::k_manifest_bytes}));
    media_type = std::move(parsed.media_type);
    layers = std::move(parsed.layers);
  }
  const bool there = std::ranges::any_of(layers, [&](const oci::Descriptor& one) {
    return one.digest == layer.digest && signature_of(one) == signature_of(layer);
  });
  if (there) return std::nullopt;
  if (layers.size() >= k_layers) {
    return fail(
        Error::unchecked("tag " + m_tag, fmt::format("names {} signed documents; expected fewer than {}, "
                                                     "of which cosign reads no more",
                                                     layers.size(), k_layers)));
  }

  layers.push_back(layer);
  TRY_ASSIGN(const auto* written, json::require_array(manifest, "layers", m_tag));
  json::Array more = *written;
  more.push_back(descriptor_value(layer));
  manifest.as_object()->set("config",
                            descriptor_value(describe_configuration(media_type, configuration_of(layers))));
  manifest.as_object()->set("layers", std::move(more));
  auto bytes = json::write(manifest);
  if (bytes.size() > limits::k_manifest_bytes) {
    return fail(
        Error::unchecked("tag " + m_tag, fmt::format("would name a manifest of {} bytes; expected at most {}",
                                                     bytes.size(), limits::k_manifest_bytes)));
  }
  const auto digest = crypto::sha256(bytes);
  return oci::RawDocument{std::move(bytes), std::move(media_type), digest};
}

Result<bool> CosignManifest::prepare(Client& client, const oci::RawDocument& document) const {
  TRY_ASSIGN(const auto manifest, oci::parse_manifest(document));
  TRY(client.upload_blob(manifest.config, configuration_of(manifest.layers)));
  return true;
}

Result<bool> CosignManifest::stands(Client& client, const oci::Descriptor& layer) const {
  return client.has_blob(layer);
}

}  // namespace pushgate::registry
