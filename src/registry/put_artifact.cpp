// SPDX-License-Identifier: Apache-2.0
#include "registry/put_artifact.hpp"

#include <algorithm>

namespace pushgate::registry {

namespace {

Result<bool> lists(Client& client, const Digest& subject, const Digest& referrer) {
  TRY_ASSIGN(const auto referrers, client.referrers(subject));
  return std::ranges::find(referrers, referrer, &oci::Descriptor::digest) != referrers.end();
}

}  // namespace

Result<bool> has_manifest(Client& client, const oci::RawDocument& document) {
  TRY_ASSIGN(const auto stored, client.manifest(document.digest.to_string()));
  return stored && stored->bytes == document.bytes && stored->media_type == document.media_type;
}

Result<bool> put_artifact(Client& client, const Digest& subject, const ArtifactManifest& made) {
  TRY_ASSIGN(const bool stored, has_manifest(client, made.document));
  if (stored) {
    TRY_ASSIGN(const bool listed, lists(client, subject, made.descriptor.digest));
    if (listed) return true;
  }
  bool subject_kept = false;
  TRY(client.put_manifest(made.descriptor.digest.to_string(), made.document, &subject_kept));
  return subject_kept;
}

}  // namespace pushgate::registry
