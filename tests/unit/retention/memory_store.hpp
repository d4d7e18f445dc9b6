// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "adapter/crypto/sha256.hpp"
#include "base/format.hpp"
#include "retention/repository_store.hpp"

namespace pushgate::retention {

/// A repository in memory, of real documents. `complete` as GitHub Packages are, else as a plain registry is.
class MemoryStore final : public RepositoryStore {
 public:
  struct Kept {
    oci::RawDocument document;
    std::vector<std::string> tags;
  };
  std::map<Digest, Kept> manifests;
  std::set<Digest> blobs;
  bool complete = false;
  std::map<Digest, std::string> refuses;
  int dies_before = -1;  ///< this removal, counted from 0; -1: never
  std::vector<Digest> removed;
  bool restores = false;       ///< as GitHub does
  std::map<Digest, Kept> bin;  ///< what was removed

  Digest image(const std::string& name, std::vector<std::string> tags = {},
               const std::optional<Digest>& subject = std::nullopt,
               const std::vector<std::string>& layers = {}) {
    std::string text =
        R"({"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":)" +
        descriptor("application/vnd.oci.image.config.v1+json", name) + R"(,"layers":[)";
    for (const auto& layer : layers)
      text += (&layer == &layers.front() ? "" : ",") +
              descriptor("application/vnd.oci.image.layer.v1.tar+gzip", layer);
    text += "]";
    if (subject) text += R"(,"subject":)" + entry(*subject);
    return put(oci::media_type::k_manifest, text + "}", std::move(tags));
  }

  Digest index(const std::vector<Digest>& children, std::vector<std::string> tags = {}) {
    std::string text =
        R"({"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[)";
    for (const auto& child : children) text += (&child == &children.front() ? "" : ",") + entry(child);
    return put(oci::media_type::k_index, text + "]}", std::move(tags));
  }

  std::string_view kind() const override { return "oci"; }

  Result<Listing> list() override {
    Listing listing;
    listing.complete = complete;
    for (const auto& [digest, kept] : manifests)
      if (complete || !kept.tags.empty()) listing.versions.push_back({.digest = digest, .tags = kept.tags});
    return listing;
  }
  Result<std::optional<oci::RawDocument>> manifest(const Digest& digest) override {
    const auto found = manifests.find(digest);
    return found == manifests.end() ? std::nullopt : std::optional(found->second.document);
  }
  Result<std::vector<oci::Descriptor>> referrers(const Digest& /*subject*/) override {
    return std::vector<oci::Descriptor>();
  }
  Result<bool> has_blob(const oci::Descriptor& blob) override { return blobs.contains(blob.digest); }
  Result<Answer> remove(const Digest& digest) override {
    if (dies_before == static_cast<int>(removed.size())) return fail(Error::unchecked("app", "is gone"));
    if (const auto reason = refuses.find(digest); reason != refuses.end())
      return Answer{Answer::Kind::refused, reason->second};
    removed.push_back(digest);
    if (const auto found = manifests.find(digest); found != manifests.end()) bin.insert(*found);
    return Answer{manifests.erase(digest) > 0 ? Answer::Kind::done : Answer::Kind::absent};
  }
  Result<std::optional<Answer>> restore(const Digest& digest) override {
    if (!restores) return std::nullopt;
    const auto found = bin.find(digest);
    if (found == bin.end()) return Answer{Answer::Kind::absent};
    if (const auto reason = refuses.find(digest); reason != refuses.end())
      return Answer{Answer::Kind::refused, reason->second};
    manifests.insert(*found);
    return Answer{};
  }

 private:
  std::string descriptor(const std::string& type, const std::string& bytes) {
    blobs.insert(crypto::sha256(bytes));
    return fmt::format(R"({{"mediaType":"{}","size":{},"digest":"{}"}})", type, bytes.size(),
                       crypto::sha256(bytes).to_string());
  }
  std::string entry(const Digest& digest) const {
    const auto& document = manifests.at(digest).document;
    return fmt::format(R"({{"mediaType":"{}","size":{},"digest":"{}"}})", document.media_type,
                       document.bytes.size(), digest.to_string());
  }
  Digest put(std::string_view type, const std::string& text, std::vector<std::string> tags) {
    const Digest digest = crypto::sha256(text);
    std::sort(tags.begin(), tags.end());
    manifests.insert_or_assign(digest, Kept{{text, std::string(type), digest}, std::move(tags)});
    return digest;
  }
};

}  // namespace pushgate::retention
