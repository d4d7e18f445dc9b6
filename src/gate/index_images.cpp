// SPDX-License-Identifier: Apache-2.0
#include "gate/index_images.hpp"

#include <set>
#include <string>
#include <utility>

#include "base/format.hpp"
#include "gate/index_attestation.hpp"
#include "oci/layout_choice.hpp"

namespace pushgate::gate {

namespace {

constexpr int k_depth = 4;
constexpr std::size_t k_images = 1000;

class IndexWalk {
 public:
  explicit IndexWalk(registry::Client& client) : m_client(client) {}

  Result<void> walk(const oci::RawDocument& document, int depth) {
    if (depth > k_depth) {
      return fail(Error::unchecked(document.digest.to_string(),
                                   fmt::format("is an index in {} others; expected fewer", k_depth)));
    }
    TRY_ASSIGN(const oci::Index index, oci::parse_index(document));
    for (const oci::Descriptor& child : index.manifests) {
      if (!m_seen.insert(child.digest).second) continue;
      if (m_seen.size() > k_images) {
        return fail(Error::unchecked(m_client.reference().name(),
                                     fmt::format("has an index of more than {} images", k_images)));
      }
      TRY(add(child, depth));
    }
    return {};
  }

  std::vector<attest::IndexedImage> take() { return std::move(m_images); }

 private:
  Result<void> add(const oci::Descriptor& child, int depth) {
    // Only what may be something else need be fetched.
    if (oci::is_index(child.media_type) || oci::is_beside_images(child)) {
      TRY_ASSIGN(const auto document, m_client.manifest(child.digest.to_string()));
      if (document && oci::is_index(document->media_type)) return walk(*document, depth + 1);
      if (document) {
        TRY_ASSIGN(const oci::Manifest manifest, oci::parse_manifest(*document));
        if (is_index_attestation(child, manifest)) return {};
      }
    }
    m_images.push_back({platform_of(child), child.digest});
    return {};
  }

  registry::Client& m_client;
  std::set<Digest> m_seen;
  std::vector<attest::IndexedImage> m_images;
};

}  // namespace

std::string platform_of(const oci::Descriptor& descriptor) {
  return descriptor.platform ? descriptor.platform->to_string() : "an unnamed platform";
}

std::vector<attest::IndexedImage> images_of(const registry::PushTree& tree) {
  std::vector<attest::IndexedImage> images;
  for (const registry::TreeManifest& one : tree.manifests) {
    if (!is_index_attestation(one.descriptor, one.manifest))
      images.push_back({platform_of(one.descriptor), one.descriptor.digest});
  }
  return images;
}

Result<std::vector<attest::IndexedImage>> images_of(registry::Client& client,
                                                    const oci::RawDocument& document) {
  IndexWalk walk(client);
  if (oci::is_index(document.media_type)) TRY(walk.walk(document, 1));
  return walk.take();
}

}  // namespace pushgate::gate
