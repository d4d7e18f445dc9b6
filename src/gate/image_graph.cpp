// SPDX-License-Identifier: Apache-2.0
#include "gate/image_graph.hpp"

#include <optional>
#include <set>
#include <string_view>
#include <utility>

#include "base/error_line.hpp"
#include "base/format.hpp"
#include "base/limits.hpp"
#include "gate/found_image.hpp"
#include "gate/signed_documents.hpp"
#include "oci/layer_elsewhere.hpp"
#include "oci/layout_choice.hpp"
#include "oci/platform_choice.hpp"
#include "registry/access.hpp"

namespace pushgate::gate {

namespace {

using model::ImageState;
using registry::Trouble;

constexpr std::size_t k_documents = 1000;  // manifests of one image, referrers among them
constexpr int k_index_depth = 4;           // real ones stop at two
constexpr const char* k_missing = "is not in the registry";

class GraphReader {
 public:
  GraphReader(registry::Client& client, const registry::ClientOptions& options)
      : m_client(client), m_options(options) {}

  void read(const oci::RawDocument& root) { read_document(root, "image", /*is_image=*/true, 1); }

  void look_for_blobs() {
    for (const auto& [blob, name] : std::exchange(m_blobs, {})) {
      const auto there = m_client.has_blob(blob);
      if (!there) {
        note_blob(blob, name, there.error());
      } else if (!*there) {
        note(ImageState::broken_child, name, k_missing);
      }
    }
  }

  void read_referrers() {
    for (const Digest& subject : m_subjects) {
      const auto referrers = m_client.referrers(subject);
      if (!referrers) {
        note_manifest(subject, "referrers of " + subject.to_string(), referrers.error());
        continue;
      }
      for (const auto& referrer : *referrers) read_referrer(referrer);
    }
  }

  ImageGraph take() { return std::move(m_graph); }

 private:
  void note(ImageState state, const std::string& name, const std::string& text) {
    m_graph.problems.push_back({state, name + ": " + text});
  }

  void note(Trouble trouble, const std::string& name, const Error& error) {
    if (trouble == Trouble::corrupt) return note(ImageState::broken_child, name, error_line(error));
    note(trouble == Trouble::forbidden ? ImageState::forbidden : ImageState::could_not_ask, name,
         error_line(error));
  }

  void note_manifest(const Digest& digest, const std::string& name, const Error& error) {
    note(registry::trouble_with_manifest(m_client.reference(), digest.to_string(), m_options), name, error);
  }

  void note_blob(const oci::Descriptor& blob, const std::string& name, const Error& error) {
    note(registry::trouble_with_blob(m_client.reference(), blob, m_options), name, error);
  }

  /// A manifest by its descriptor, once; what is wrong with it is noted.
  std::optional<oci::RawDocument> fetch(const oci::Descriptor& descriptor, const std::string& name) {
    if (!m_seen.insert(descriptor.digest).second) return std::nullopt;
    if (++m_documents > k_documents) {
      if (m_documents == k_documents + 1)
        note(ImageState::could_not_ask, name, fmt::format("is one of more than {} documents", k_documents));
      return std::nullopt;
    }
    auto document = m_client.manifest(descriptor.digest.to_string());
    if (!document) {
      note_manifest(descriptor.digest, name, document.error());
    } else if (!*document) {
      note(ImageState::broken_child, name, k_missing);
    } else if ((*document)->bytes.size() != descriptor.size) {
      note(ImageState::broken_child, name,
           fmt::format("has {} bytes; expected {}, as its descriptor says", (*document)->bytes.size(),
                       descriptor.size));
    } else {
      return std::move(*document);
    }
    return std::nullopt;
  }

  void read_document(const oci::RawDocument& document, const std::string& name, bool is_image, int depth) {
    m_subjects.push_back(document.digest);
    if (oci::is_index(document.media_type)) {
      read_index(document, name, depth);
    } else {
      read_manifest(document, name, is_image);
    }
  }

  void read_index(const oci::RawDocument& document, const std::string& name, int depth) {
    const auto index = oci::parse_index(document);
    if (!index) return note(ImageState::broken_child, name, error_line(index.error()));
    if (depth > k_index_depth) {
      return note(
          ImageState::could_not_ask, name,
          fmt::format("is nested too deep; expected at most {} indexes in each other", k_index_depth));
    }
    for (const auto& child : index->manifests) {
      const bool beside =
          oci::is_beside_images(child) || (child.platform && oci::is_unknown(*child.platform));
      const std::string kind = beside           ? "attestation"
                               : child.platform ? child.platform->to_string()
                                                : std::string("manifest");
      const std::string child_name = fmt::format("child {}, {}", kind, child.digest.to_string());
      const auto found = fetch(child, child_name);
      if (found) read_document(*found, child_name, !beside, depth + 1);
    }
  }

  void read_manifest(const oci::RawDocument& document, const std::string& name, bool is_image) {
    const auto manifest = oci::parse_manifest(document);
    if (!manifest) return note(ImageState::broken_child, name, error_line(manifest.error()));
    if (is_image && oci::is_image_config(manifest->config.media_type)) {
      read_config(*manifest, name);
    } else {
      want(manifest->config, "configuration of " + name);
    }
    want_layers(*manifest, name);
  }

  void want_layers(const oci::Manifest& manifest, const std::string& name) {
    const std::size_t count = manifest.layers.size();
    if (count > limits::k_layers) {
      return note(ImageState::could_not_ask, name,
                  fmt::format("has {} layers; expected at most {}", count, limits::k_layers));
    }
    for (std::size_t i = 0; i < count; ++i) {
      if (oci::is_elsewhere(manifest.layers[i].media_type)) continue;
      want(manifest.layers[i], fmt::format("layer {} of {} of {}", i + 1, count, name));
    }
  }

  void want(const oci::Descriptor& blob, const std::string& what) {
    if (blob.media_type == oci::media_type::k_empty) return;  // `{}`, which nobody needs to fetch
    if (m_wanted.insert(blob.digest).second)
      m_blobs.emplace_back(blob, what + ", " + blob.digest.to_string());
  }

  void read_config(const oci::Manifest& manifest, const std::string& name) {
    const std::string what = "configuration of " + name + ", " + manifest.config.digest.to_string();
    const auto bytes = m_client.small_blob(manifest.config, limits::k_config_bytes);
    if (!bytes) {
      const auto there = m_client.has_blob(manifest.config);
      if (there && !*there) return note(ImageState::broken_child, what, k_missing);
      return note_blob(manifest.config, what, bytes.error());
    }
    const auto config = oci::parse_config(*bytes);
    if (!config) return note(ImageState::broken_child, what, error_line(config.error()));
    PlatformImage image{config->platform.to_string(), {}, config->diff_ids, config->labels};
    for (const auto& layer : manifest.layers) image.layers.push_back(layer.digest);
    m_graph.images.push_back(std::move(image));
  }

  void read_referrer(const oci::Descriptor& referrer) {
    const std::string name = "referrer " + referrer.digest.to_string();
    const auto document = fetch(referrer, name);
    if (!document || oci::is_index(document->media_type)) return;
    const auto manifest = oci::parse_manifest(*document);
    if (!manifest) return note(ImageState::broken_child, name, error_line(manifest.error()));
    want(manifest->config, "configuration of " + name);
    if (may_be_signed(referrer)) {
      const std::size_t before = m_graph.documents.size();
      const auto added = add_signed_documents(m_client, *document, name, m_graph.documents);
      if (!added) return explain_unread(*manifest, name, added.error());
      // What was read needs no further question.
      if (m_graph.documents.size() - before == manifest->layers.size()) return;
    }
    want_layers(*manifest, name);
  }

  /// Which of the blobs it was that could not be read, and why.
  void explain_unread(const oci::Manifest& manifest, const std::string& name, const Error& error) {
    const std::size_t before = m_graph.problems.size();
    for (const auto& layer : manifest.layers) {
      const auto there = m_client.has_blob(layer);
      const std::string what = "layer of " + name + ", " + layer.digest.to_string();
      if (there && !*there) {
        note(ImageState::broken_child, what, k_missing);
      } else if (const auto trouble = registry::trouble_with_blob(m_client.reference(), layer, m_options);
                 trouble != Trouble::other) {
        note(trouble, what, error);
      }
    }
    if (m_graph.problems.size() == before) note(Trouble::other, name, error);
  }

  registry::Client& m_client;
  const registry::ClientOptions& m_options;
  ImageGraph m_graph;
  std::set<Digest> m_seen;      // manifests
  std::set<Digest> m_wanted;    // blobs
  std::size_t m_documents = 0;  // fetched
  std::vector<Digest> m_subjects;
  std::vector<std::pair<oci::Descriptor, std::string>> m_blobs;
};

}  // namespace

ImageGraph read_platform_images(registry::Client& client, const oci::RawDocument& root,
                                const registry::ClientOptions& options) {
  GraphReader reader(client, options);
  reader.read(root);
  return reader.take();
}

ImageGraph read_image_graph(registry::Client& client, const oci::RawDocument& root,
                            const registry::ClientOptions& options) {
  GraphReader reader(client, options);
  reader.read(root);
  reader.read_referrers();
  reader.look_for_blobs();
  return reader.take();
}

}  // namespace pushgate::gate
