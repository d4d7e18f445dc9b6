// SPDX-License-Identifier: Apache-2.0
#include "registry/push.hpp"

#include <algorithm>
#include <map>

#include "base/format.hpp"
#include "base/limits.hpp"
#include "registry/artifact_manifest.hpp"
#include "registry/push_blobs.hpp"

namespace pushgate::registry {

namespace {

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

using ReferrerLists = std::map<Digest, std::vector<oci::Descriptor>>;

Result<void> expect_listed(Client& client, ReferrerLists& lists, const Digest& subject,
                           const Digest& referrer) {
  auto list = lists.find(subject);
  if (list == lists.end()) {
    TRY_ASSIGN(auto referrers, client.referrers(subject));
    list = lists.emplace(subject, std::move(referrers)).first;
  }
  if (std::ranges::find(list->second, referrer, &oci::Descriptor::digest) != list->second.end()) return {};
  return fail(
      Error::unchecked(fmt::format("{}@{}", client.reference().name(), subject.to_string()),
                       fmt::format("does not list {} among its referrers; expected what was just pushed",
                                   referrer.to_string())));
}

// Everything that the tag will stand for, as a stranger would find it: the bytes themselves where they are
// small, the size of a layer.
Result<void> read_back(Client& client, const PushTree& tree, const std::vector<PlacedArtifact>& artifacts,
                       const std::vector<ArtifactManifest>& made) {
  for (const auto& layer : tree.layers) TRY(expect_blob(client, layer));
  for (const auto& [config, bytes] : tree.configs) TRY(client.small_blob(config, bytes.size()));
  for (const auto& document : tree.documents) TRY(expect_manifest(client, document));
  ReferrerLists lists;
  for (std::size_t i = 0; i < made.size(); ++i) {
    TRY(client.small_blob(made[i].layer, limits::k_json_bytes));
    TRY(expect_manifest(client, made[i].document));
    TRY(expect_listed(client, lists, artifacts[i].subject.digest, made[i].descriptor.digest));
  }
  return {};
}

Result<void> move_tag(Client& client, const std::string& tag, const oci::RawDocument& document) {
  TRY_ASSIGN(const auto named, client.manifest(tag));
  if (named && named->digest == document.digest) return {};
  return client.put_manifest(tag, document);
}

}  // namespace

Result<void> push_tree(Client& client, oci::ImageSource& source, const PushTree& tree,
                       const std::vector<PlacedArtifact>& artifacts, const PushOptions& options,
                       PushProgress& progress) {
  TRY(push_blobs(client, source, tree.layers, options.mount_from, progress));
  for (const auto& [config, bytes] : tree.configs) TRY(client.upload_blob(config, bytes));
  for (const auto& document : tree.documents) {
    TRY_ASSIGN(const bool stored, has_manifest(client, document));
    if (!stored) TRY(client.put_manifest(document.digest.to_string(), document));
  }
  std::vector<ArtifactManifest> made;
  for (const auto& [subject, artifact] : artifacts) {
    made.push_back(make_artifact_manifest(artifact, subject));
    TRY(push_artifact(client, subject.digest, artifact, made.back()));
  }
  TRY(read_back(client, tree, artifacts, made));
  if (!options.tag.empty()) TRY(move_tag(client, options.tag, tree.root()));
  return {};
}

Result<void> push_image(Client& client, oci::ImageSource& source, const oci::Image& image,
                        const std::vector<ReferrerArtifact>& artifacts, const PushOptions& options,
                        Progress& progress) {
  std::vector<PlacedArtifact> placed;
  for (const auto& artifact : artifacts) placed.push_back({image.descriptor(), artifact});
  TotalProgress total(progress);
  return push_tree(client, source, tree_of(image), placed, options, total);
}

}  // namespace pushgate::registry
