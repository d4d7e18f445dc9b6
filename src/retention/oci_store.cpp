// SPDX-License-Identifier: Apache-2.0
#include "retention/oci_store.hpp"

#include <cstddef>
#include <map>
#include <utility>

#include "base/interrupt.hpp"
#include "base/side_by_side.hpp"
#include "retention/client_store.hpp"

namespace pushgate::retention {

namespace {

constexpr std::size_t k_at_once = 8;

class OciStore final : public ClientStore {
 public:
  using ClientStore::ClientStore;

  std::string_view kind() const override { return "oci"; }

  Result<Listing> list() override {
    TRY_ASSIGN(const auto tags, m_client.tags());
    using Found = Result<std::optional<oci::RawDocument>>;
    std::vector<Found> found(tags.size(), Found(std::nullopt));
    side_by_side(
        tags.size(),
        [&](std::size_t i) {
          const auto interrupted = check_interrupt();
          found[i] = interrupted ? m_client.manifest(tags[i]) : Found(fail(interrupted.error()));
        },
        k_at_once);

    Listing listing;
    std::map<Digest, std::size_t> places;
    for (std::size_t i = 0; i < tags.size(); ++i) {
      TRY_ASSIGN(auto document, std::move(found[i]));
      if (!document) continue;  // a tag whose manifest is gone: it names nothing
      const Digest digest = document->digest;
      const auto [place, is_new] = places.emplace(digest, listing.versions.size());
      if (is_new) listing.versions.push_back({.digest = digest, .document = std::move(document)});
      listing.versions[place->second].tags.push_back(tags[i]);
    }
    return listing;
  }

  Result<Answer> remove(const Digest& digest) override {
    TRY_ASSIGN(const auto removed, m_client.remove_manifest(digest));
    if (!removed) {
      return Answer{Answer::Kind::refused,
                    "the registry does not delete manifests (405 UNSUPPORTED); docker-registry does with "
                    "REGISTRY_STORAGE_DELETE_ENABLED=true, and ghcr.io through its REST API only"};
    }
    return Answer{*removed ? Answer::Kind::done : Answer::Kind::absent};
  }

  Result<std::optional<Answer>> restore(const Digest& /*digest*/) override { return std::nullopt; }
};

}  // namespace

std::unique_ptr<RepositoryStore> open_oci_store(const oci::Reference& repository,
                                                const registry::ClientOptions& options) {
  return std::make_unique<OciStore>(repository, options);
}

}  // namespace pushgate::retention
