// SPDX-License-Identifier: Apache-2.0
#include "registry/fallback_index.hpp"

#include "adapter/crypto/sha256.hpp"
#include "adapter/json/json.hpp"
#include "base/format.hpp"
#include "base/limits.hpp"
#include "registry/artifact_manifest.hpp"

namespace pushgate::registry {

namespace {

// Other clients may have written more about the same referrer than we know; only less is mended.
bool tells_as_much(const json::Value& entry, const oci::Descriptor& referrer) {
  if (entry.string_at("artifactType") != referrer.artifact_type) return false;
  const auto* annotations = entry.find("annotations");
  for (const auto& [name, value] : referrer.annotations)
    if (annotations == nullptr || annotations->string_at(name) != value) return false;
  return true;
}

}  // namespace

std::string fallback_tag(const Digest& subject) {
  return "sha256-" + subject.hex();
}

Result<std::optional<oci::RawDocument>> with_referrer(const std::optional<oci::RawDocument>& existing,
                                                      const oci::Descriptor& referrer) {
  json::Value index = json::Object{
      {"schemaVersion", 2}, {"mediaType", oci::media_type::k_index}, {"manifests", json::Array{}}};
  if (existing) {
    if (existing->media_type != oci::media_type::k_index)
      return fail(
          Error::unchecked("fallback tag", fmt::format("names a document of type '{}'; expected {}",
                                                       existing->media_type, oci::media_type::k_index)));
    TRY(oci::parse_index(*existing));
    TRY_ASSIGN(index, json::parse(existing->bytes, "fallback tag", {.bytes = limits::k_manifest_bytes}));
  }

  TRY_ASSIGN(const auto* entries, json::require_array(index, "manifests", "fallback tag"));
  json::Array merged;
  bool replaced = false;
  for (const auto& entry : *entries) {
    const bool same = entry.string_at("digest") == referrer.digest.to_string();
    if (same && tells_as_much(entry, referrer)) return std::nullopt;
    if (!same)
      merged.push_back(entry);
    else if (!replaced)
      merged.push_back(descriptor_value(referrer));
    replaced = replaced || same;
  }
  if (!replaced) merged.push_back(descriptor_value(referrer));
  index.as_object()->set("manifests", std::move(merged));

  auto bytes = json::write(index);
  if (bytes.size() > limits::k_manifest_bytes)
    return fail(
        Error::unchecked("fallback tag", fmt::format("would name an index of {} bytes; expected at most {}",
                                                     bytes.size(), limits::k_manifest_bytes)));
  const auto digest = crypto::sha256(bytes);
  return oci::RawDocument{std::move(bytes), std::string(oci::media_type::k_index), digest};
}

Result<std::vector<oci::Descriptor>> FallbackIndex::entries(const oci::RawDocument& document) const {
  TRY_ASSIGN(auto index, oci::parse_index(document));
  return std::move(index.manifests);
}

Result<bool> FallbackIndex::stands(Client& client, const oci::Descriptor& referrer) const {
  TRY_ASSIGN(const auto manifest, client.manifest(referrer.digest.to_string()));
  return manifest.has_value();
}

}  // namespace pushgate::registry
