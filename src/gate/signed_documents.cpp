// SPDX-License-Identifier: Apache-2.0
#include "gate/signed_documents.hpp"

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "base/format.hpp"
#include "oci/manifest.hpp"

namespace pushgate::gate {

namespace {

using attest::SignedDocument;

constexpr std::uint64_t k_document_bytes = 128u << 20;
constexpr std::uint64_t k_all_bytes = 512u << 20;
constexpr std::size_t k_documents = 1000;
constexpr std::string_view k_bundle_prefix = "application/vnd.dev.sigstore.bundle";
constexpr std::string_view k_envelope_type = "application/vnd.dsse.envelope.v1+json";
constexpr const char* k_signature_annotation = "dev.cosignproject.cosign/signature";

/// How many bytes more may be kept.
std::uint64_t room_for(const std::vector<SignedDocument>& documents) {
  std::uint64_t kept = 0;
  for (const SignedDocument& document : documents) kept += document.bytes.size();
  return k_all_bytes - std::min(kept, k_all_bytes);
}

}  // namespace

bool may_be_signed(const oci::Descriptor& referrer) {
  return referrer.artifact_type.empty() || referrer.artifact_type.starts_with(k_bundle_prefix) ||
         referrer.artifact_type == oci::media_type::k_empty;
}

Result<void> add_signed_documents(registry::Client& client, const oci::RawDocument& document,
                                  const std::string& name, std::vector<SignedDocument>& documents) {
  TRY_ASSIGN(const oci::Manifest manifest, oci::parse_manifest(document));
  for (const oci::Descriptor& layer : manifest.layers) {
    SignedDocument found;
    found.name = name;
    const auto signature = layer.annotations.find(k_signature_annotation);
    if (layer.media_type.starts_with(k_bundle_prefix)) {
      found.form = SignedDocument::Form::bundle;
    } else if (layer.media_type == k_envelope_type) {
      found.form = SignedDocument::Form::legacy_envelope;
    } else if (signature != layer.annotations.end()) {
      found.form = SignedDocument::Form::legacy_signature;
      found.signature = signature->second;
    } else {
      continue;
    }
    if (documents.size() == k_documents) {
      return fail(Error::unchecked(name, "has more than 1000 signed documents; expected fewer"));
    }
    if (layer.size > k_document_bytes) {
      // Whoever may write beside an image shall not hide the good documents behind one that nobody can read.
      found.unread = fmt::format("has {} bytes; expected at most {}", layer.size, k_document_bytes);
    } else if (layer.size > room_for(documents)) {
      return fail(Error::unchecked(
          name, fmt::format("is one signed document too many: together they have more than {} bytes",
                            k_all_bytes)));
    } else {
      TRY_ASSIGN(found.bytes, client.small_blob(layer, k_document_bytes));
    }
    documents.push_back(std::move(found));
  }
  return {};
}

Result<void> add_legacy_documents(registry::Client& client, const Digest& image,
                                  std::vector<SignedDocument>& documents) {
  for (const std::string_view suffix : {".sig", ".att"}) {
    const std::string tag = "sha256-" + image.hex() + std::string(suffix);
    TRY_ASSIGN(const auto manifest, client.manifest(tag));
    if (manifest) TRY(add_signed_documents(client, *manifest, "tag " + tag, documents));
  }
  return {};
}

Result<std::vector<SignedDocument>> fetch_signed_documents(registry::Client& client, const Digest& image) {
  std::vector<SignedDocument> documents;
  TRY_ASSIGN(const std::vector<oci::Descriptor> referrers, client.referrers(image));
  for (const oci::Descriptor& referrer : referrers) {
    if (!may_be_signed(referrer)) continue;
    TRY_ASSIGN(const auto manifest, client.manifest(referrer.digest.to_string()));
    if (!manifest) {
      return fail(
          Error::unchecked("referrer " + referrer.digest.to_string(),
                           "is listed by " + client.reference().registry + " and cannot be found there"));
    }
    TRY(add_signed_documents(client, *manifest, "referrer " + referrer.digest.to_string(), documents));
  }
  TRY(add_legacy_documents(client, image, documents));
  return documents;
}

}  // namespace pushgate::gate
