// SPDX-License-Identifier: Apache-2.0
#include "registry/push.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <set>

#include "base/format.hpp"
#include "base/limits.hpp"
#include "base/side_by_side.hpp"
#include "registry/artifact_manifest.hpp"
#include "registry/push_blobs.hpp"
#include "registry/put_artifact.hpp"

namespace pushgate::registry {

namespace {

std::vector<PushedBlob> blobs_of(const PushTree& tree, const std::vector<PlacedArtifact>& artifacts,
                                 const std::vector<ArtifactManifest>& made) {
  std::vector<PushedBlob> blobs;
  for (const auto& layer : tree.layers) blobs.push_back({layer, std::nullopt});
  for (const auto& [config, bytes] : tree.configs) blobs.push_back({config, bytes});
  if (!made.empty()) blobs.push_back({empty_descriptor(), k_empty_document});
  std::set<Digest> documents;
  for (std::size_t i = 0; i < made.size(); ++i)
    if (documents.insert(made[i].layer.digest).second)
      blobs.push_back({made[i].layer, artifacts[i].artifact.bytes});
  return blobs;
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

Result<void> expect_listed(Client& client, const Digest& subject, const std::set<Digest>& expected) {
  TRY_ASSIGN(const auto listed, client.referrers(subject));
  std::set<Digest> missing = expected;
  for (const auto& referrer : listed) missing.erase(referrer.digest);
  if (missing.empty()) return {};
  return fail(
      Error::unchecked(fmt::format("{}@{}", client.reference().name(), subject.to_string()),
                       fmt::format("does not list {} among its referrers; expected what was just pushed",
                                   missing.begin()->to_string())));
}

Result<void> expect_bytes(Client& client, const oci::Descriptor& blob, std::size_t limit) {
  TRY(client.small_blob(blob, limit));
  return {};
}

// Everything that the tag will stand for, as a stranger would find it: the bytes themselves where they are
// small, the size of a layer.
Result<void> read_back(Client& client, const PushTree& tree, const std::vector<PlacedArtifact>& artifacts,
                       const std::vector<ArtifactManifest>& made) {
  std::vector<std::function<Result<void>()>> checks;
  for (const auto& layer : tree.layers) checks.emplace_back([&] { return expect_blob(client, layer); });
  for (const auto& [config, bytes] : tree.configs)
    checks.emplace_back([&] { return expect_bytes(client, config, bytes.size()); });
  for (const auto& document : tree.documents)
    checks.emplace_back([&] { return expect_manifest(client, document); });
  std::map<Digest, std::set<Digest>> referrers;  // of each subject
  for (std::size_t i = 0; i < made.size(); ++i) {
    checks.emplace_back([&, i] { return expect_bytes(client, made[i].layer, limits::k_json_bytes); });
    checks.emplace_back([&, i] { return expect_manifest(client, made[i].document); });
    referrers[artifacts[i].subject.digest].insert(made[i].descriptor.digest);
  }
  for (const auto& [subject, expected] : referrers)
    checks.emplace_back([&] { return expect_listed(client, subject, expected); });

  std::vector<Result<void>> results(checks.size());
  side_by_side(
      checks.size(), [&](std::size_t i) { results[i] = checks[i](); }, k_blobs_at_once);
  for (auto& result : results) TRY(std::move(result));
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
  std::vector<ArtifactManifest> made;
  for (const auto& [subject, artifact] : artifacts) made.push_back(make_artifact_manifest(artifact, subject));
  TRY(push_blobs(client, source, blobs_of(tree, artifacts, made), options.mount_from, progress));
  for (const auto& document : tree.documents) {
    TRY_ASSIGN(const bool stored, has_manifest(client, document));
    if (!stored) TRY(client.put_manifest(document.digest.to_string(), document));
  }
  for (std::size_t i = 0; i < made.size(); ++i) {
    const Digest& subject = artifacts[i].subject.digest;
    TRY_ASSIGN(const bool listed, put_artifact(client, subject, made[i]));
    if (!listed) TRY(client.add_to_fallback_index(subject, made[i].descriptor));
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
