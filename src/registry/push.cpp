// SPDX-License-Identifier: Apache-2.0
#include "registry/push.hpp"

#include <algorithm>
#include <set>

#include "base/format.hpp"
#include "base/limits.hpp"
#include "registry/artifact_manifest.hpp"

namespace pushgate::registry {

namespace {

// Each blob once, however many layers are the same.
std::vector<oci::Descriptor> distinct_layers(const oci::Image& image) {
  std::vector<oci::Descriptor> out;
  std::set<Digest> seen;
  for (const auto& layer : image.manifest.layers)
    if (seen.insert(layer.digest).second) out.push_back(layer);
  return out;
}

Result<void> push_blobs(Client& client, oci::ImageSource& source, const oci::Image& image,
                        Progress& progress) {
  const auto layers = distinct_layers(image);
  std::uint64_t total = 0;
  for (const auto& layer : layers) total += layer.size;
  progress.begin("pushing layers", total);
  for (const auto& layer : layers)
    TRY(client.upload_blob(
        layer, [&] { return source.blob(layer); }, progress));
  progress.end();
  return client.upload_blob(image.manifest.config, image.config_document.bytes);
}

Result<bool> lists(Client& client, const Digest& subject, const Digest& referrer) {
  TRY_ASSIGN(const auto referrers, client.referrers(subject));
  return std::ranges::find(referrers, referrer, &oci::Descriptor::digest) != referrers.end();
}

// What is there already, byte for byte, is not put again.
Result<bool> has_manifest(Client& client, const oci::RawDocument& document) {
  TRY_ASSIGN(const auto stored, client.manifest(document.digest.to_string()));
  return stored && stored->bytes == document.bytes && stored->media_type == document.media_type;
}

Result<void> push_artifact(Client& client, const Digest& subject, const ReferrerArtifact& artifact,
                           const ArtifactManifest& made) {
  TRY(client.upload_blob(empty_descriptor(), k_empty_document));
  TRY(client.upload_blob(made.layer, artifact.bytes));
  TRY_ASSIGN(const bool stored, has_manifest(client, made.document));
  if (stored) {
    TRY_ASSIGN(const bool listed, lists(client, subject, made.descriptor.digest));
    if (listed) return {};
  }
  bool subject_kept = false;
  TRY(client.put_manifest(made.descriptor.digest.to_string(), made.document, &subject_kept));
  if (subject_kept) return {};
  return client.add_to_fallback_index(subject, made.descriptor);
}

Result<void> expect_manifest(Client& client, const oci::RawDocument& document) {
  TRY_ASSIGN(const bool stored, has_manifest(client, document));
  if (stored) return {};
  return fail(Error::unchecked(fmt::format("{}@{}", client.reference().name(), document.digest.to_string()),
                               "manifest does not read back as it was put"));
}

Result<void> expect_blob(Client& client, const oci::Descriptor& blob) {
  TRY_ASSIGN(const bool stored, client.has_blob(blob));
  if (stored) return {};
  return fail(Error::unchecked(fmt::format("{}@{}", client.reference().name(), blob.digest.to_string()),
                               "blob does not read back after its upload"));
}

// Everything that the tag will stand for, as a stranger would find it: the bytes themselves where they are
// small, the size of a layer.
Result<void> read_back(Client& client, const oci::Image& image,
                       const std::vector<ArtifactManifest>& artifacts) {
  for (const auto& layer : distinct_layers(image)) TRY(expect_blob(client, layer));
  TRY(client.small_blob(image.manifest.config, limits::k_config_bytes));
  TRY(expect_manifest(client, image.manifest_document));
  for (const auto& artifact : artifacts) {
    TRY(client.small_blob(artifact.layer, limits::k_json_bytes));
    TRY(expect_manifest(client, artifact.document));
  }
  if (artifacts.empty()) return {};
  const auto& subject = image.manifest_document.digest;
  TRY_ASSIGN(const auto referrers, client.referrers(subject));
  for (const auto& artifact : artifacts)
    if (std::ranges::find(referrers, artifact.descriptor.digest, &oci::Descriptor::digest) == referrers.end())
      return fail(
          Error::unchecked(fmt::format("{}@{}", client.reference().name(), subject.to_string()),
                           fmt::format("does not list {} among its referrers; expected what was just pushed",
                                       artifact.descriptor.digest.to_string())));
  return {};
}

Result<void> move_tag(Client& client, const std::string& tag, const oci::RawDocument& document) {
  TRY_ASSIGN(const auto named, client.manifest(tag));
  if (named && named->digest == document.digest) return {};
  return client.put_manifest(tag, document);
}

}  // namespace

Result<void> push_image(Client& client, oci::ImageSource& source, const oci::Image& image,
                        const std::vector<ReferrerArtifact>& artifacts, const PushOptions& options,
                        Progress& progress) {
  TRY(push_blobs(client, source, image, progress));
  TRY_ASSIGN(const bool stored, has_manifest(client, image.manifest_document));
  if (!stored) TRY(client.put_manifest(image.manifest_document.digest.to_string(), image.manifest_document));

  std::vector<ArtifactManifest> made;
  for (const auto& artifact : artifacts) {
    made.push_back(make_artifact_manifest(artifact, image.descriptor()));
    TRY(push_artifact(client, image.manifest_document.digest, artifact, made.back()));
  }
  TRY(read_back(client, image, made));
  if (!options.tag.empty()) TRY(move_tag(client, options.tag, image.manifest_document));
  return {};
}

}  // namespace pushgate::registry
