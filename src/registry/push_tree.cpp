// SPDX-License-Identifier: Apache-2.0
#include "registry/push_tree.hpp"

#include <set>

#include "base/format.hpp"

namespace pushgate::registry {

namespace {

constexpr int k_index_depth = 4;
constexpr std::size_t k_documents = 1000;

class TreeReader {
 public:
  explicit TreeReader(oci::ImageSource& source) : m_source(source) {}

  Result<void> read_index(const oci::RawDocument& document, int depth) {
    const std::string name = "index " + document.digest.to_string();
    if (depth > k_index_depth) {
      return fail(Error::unchecked(
          name, fmt::format("is nested too deep; expected at most {} indexes in each other", k_index_depth)));
    }
    TRY_ASSIGN(const oci::Index index, oci::parse_index(document));
    for (const auto& child : index.manifests) {
      if (!m_documents.insert(child.digest).second) continue;
      if (m_documents.size() > k_documents)
        return fail(Error::unchecked(name, fmt::format("has more than {} documents below it", k_documents)));
      TRY_ASSIGN(const auto read, m_source.document(child));
      if (oci::is_index(child.media_type)) {
        TRY(read_index(read, depth + 1));
      } else if (child.media_type == oci::media_type::k_manifest ||
                 child.media_type == oci::media_type::k_docker_manifest) {
        TRY(add_manifest(child, read));
      } else {
        return fail(
            Error::unchecked(name, fmt::format("names {} of type '{}'; expected a manifest or an index",
                                               child.digest.to_string(), child.media_type)));
      }
    }
    m_tree.documents.push_back(document);
    return {};
  }

  Result<void> add_manifest(const oci::Descriptor& descriptor, const oci::RawDocument& document) {
    TRY_ASSIGN(oci::Manifest manifest, oci::parse_manifest(document));
    if (m_blobs.insert(manifest.config.digest).second) {
      TRY_ASSIGN(auto config, m_source.document(manifest.config));
      m_tree.configs.emplace_back(manifest.config, std::move(config.bytes));
    }
    for (const auto& layer : manifest.layers)
      if (m_blobs.insert(layer.digest).second) m_tree.layers.push_back(layer);
    m_tree.manifests.push_back({descriptor, std::move(manifest)});
    m_tree.documents.push_back(document);
    return {};
  }

  PushTree take() { return std::move(m_tree); }

 private:
  oci::ImageSource& m_source;
  std::set<Digest> m_documents;
  std::set<Digest> m_blobs;
  PushTree m_tree;
};

}  // namespace

PushTree tree_of(const oci::Image& image) {
  PushTree tree;
  tree.documents = {image.manifest_document};
  tree.manifests.push_back({image.descriptor(), image.manifest});
  tree.configs.emplace_back(image.manifest.config, image.config_document.bytes);
  std::set<Digest> seen;
  for (const auto& layer : image.manifest.layers)
    if (seen.insert(layer.digest).second) tree.layers.push_back(layer);
  return tree;
}

Result<PushTree> read_tree(oci::ImageSource& source, const oci::RawDocument& root) {
  TreeReader reader(source);
  TRY(reader.read_index(root, 1));
  return reader.take();
}

}  // namespace pushgate::registry
