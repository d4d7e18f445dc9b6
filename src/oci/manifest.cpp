// SPDX-License-Identifier: Apache-2.0
//
// An image manifest names one configuration and the layers in order; an image index names manifests, one a
// platform (image-spec v1.1, manifest.md and image-index.md; docker's "Image Manifest V 2, Schema 2" has the
// same members under other media types):
//
//   {"schemaVersion": 2, "mediaType": …, "config": DESCRIPTOR, "layers": [DESCRIPTOR, …]}
//   {"schemaVersion": 2, "mediaType": …, "manifests": [DESCRIPTOR with platform, …]}
//
// One document that can be read as both is refused: two readers could see two images in it (CVE-2021-41190).
#include "oci/manifest.hpp"

#include "adapter/json/json.hpp"
#include "base/format.hpp"
#include "base/limits.hpp"
#include "oci/members.hpp"

namespace pushgate::oci {

namespace {

bool is_manifest(std::string_view media_type) {
  return media_type == media_type::k_manifest || media_type == media_type::k_docker_manifest;
}

Result<json::Value> parse_document(const RawDocument& document, const std::string& where) {
  const json::ParseLimits bounds{limits::k_manifest_bytes, limits::k_json_depth};
  TRY_ASSIGN(json::Value root, json::parse(document.bytes, where, bounds));
  TRY(check_members(root,
                    {"schemaVersion", "mediaType", "artifactType", "config", "layers", "manifests", "subject",
                     "annotations", "fsLayers"},
                    where));
  TRY_ASSIGN(const std::uint64_t version, json::require_unsigned(root, "schemaVersion", where));
  if (version != 2) {
    return fail(Error::unchecked(where, fmt::format("member \"schemaVersion\" is {}; expected 2", version)));
  }
  return root;
}

/// The media type of a document: what it came as, and what its body says, which must be the same.
Result<std::string> agreed_media_type(const json::Value& root, const RawDocument& document,
                                      std::string_view otherwise, const std::string& where) {
  TRY_ASSIGN(const std::string own, optional_string(root, "mediaType", where));
  if (own.empty()) return document.media_type.empty() ? std::string(otherwise) : document.media_type;
  if (!document.media_type.empty() && own != document.media_type) {
    return fail(Error::unchecked(
        where, fmt::format("member \"mediaType\" is '{}'; expected '{}', as which the document is named", own,
                           document.media_type)));
  }
  return own;
}

Result<std::optional<Descriptor>> read_subject(const json::Value& root, const std::string& where) {
  TRY_ASSIGN(const json::Value* value, optional_object(root, "subject", where));
  if (value == nullptr) return std::nullopt;
  TRY_ASSIGN(Descriptor subject, read_descriptor(*value, where + " subject"));
  return subject;
}

Result<void> refuse_members(const json::Value& root, std::initializer_list<std::string_view> names,
                            std::string_view kind, const std::string& where) {
  for (const std::string_view name : names) {
    if (root.find(name) == nullptr) continue;
    return fail(Error::unchecked(where, fmt::format("has a member \"{}\"; expected none in {}", name, kind)));
  }
  return {};
}

}  // namespace

bool is_index(std::string_view media_type) {
  return media_type == media_type::k_index || media_type == media_type::k_docker_list;
}

Result<Manifest> parse_manifest(const RawDocument& document) {
  const std::string where = "manifest " + document.digest.to_string();
  TRY_ASSIGN(const json::Value root, parse_document(document, where));
  TRY_ASSIGN(std::string media_type, agreed_media_type(root, document, media_type::k_manifest, where));
  if (!is_manifest(media_type)) {
    return fail(Error::unchecked(
        where, fmt::format("has the media type '{}'; expected an image manifest's", media_type)));
  }
  TRY(refuse_members(root, {"manifests", "fsLayers"}, "an image manifest", where));
  TRY_ASSIGN(const json::Value* config, json::require(root, "config", where));
  TRY_ASSIGN(Descriptor config_descriptor, read_descriptor(*config, where + " config"));
  Manifest manifest{std::move(media_type), {}, std::move(config_descriptor), {}, {}, {}};
  TRY_ASSIGN(manifest.artifact_type, optional_string(root, "artifactType", where));
  TRY_ASSIGN(manifest.layers, read_descriptors(root, "layers", where));
  TRY_ASSIGN(manifest.subject, read_subject(root, where));
  TRY_ASSIGN(manifest.annotations, optional_string_map(root, "annotations", where));
  return manifest;
}

Result<Index> parse_index(const RawDocument& document) {
  const std::string where = "index " + document.digest.to_string();
  TRY_ASSIGN(const json::Value root, parse_document(document, where));
  TRY_ASSIGN(std::string media_type, agreed_media_type(root, document, media_type::k_index, where));
  if (!is_index(media_type)) {
    return fail(Error::unchecked(
        where, fmt::format("has the media type '{}'; expected an image index's", media_type)));
  }
  TRY(refuse_members(root, {"config", "layers", "fsLayers"}, "an image index", where));
  Index index{std::move(media_type), {}, {}, {}, {}};
  TRY_ASSIGN(index.artifact_type, optional_string(root, "artifactType", where));
  TRY_ASSIGN(index.manifests, read_descriptors(root, "manifests", where));
  TRY_ASSIGN(index.subject, read_subject(root, where));
  TRY_ASSIGN(index.annotations, optional_string_map(root, "annotations", where));
  return index;
}

}  // namespace pushgate::oci
