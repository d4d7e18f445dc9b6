// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "registry/artifact_manifest.hpp"
#include "registry/client.hpp"

namespace pushgate::registry {

/// True where the registry has the very manifest, bytes and media type, under its digest.
Result<bool> has_manifest(Client& client, const oci::RawDocument& document);

/// Puts the manifest of a document beside its subject; the blobs are there. What is there and listed is left
/// alone. False where the registry did not answer OCI-Subject: the caller owes an entry in the fallback
/// index.
Result<bool> put_artifact(Client& client, const Digest& subject, const ArtifactManifest& made);

}  // namespace pushgate::registry
