// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "adapter/crypto/sha256.hpp"
#include "base/progress.hpp"
#include "oci/image_source.hpp"
#include "oci/layer_pass.hpp"

namespace pushgate::oci {

/// Gives its text in bites, and breaks off with an error where it is told to.
class TextSource final : public ByteSource {
 public:
  explicit TextSource(std::string text, std::size_t bite = 100'000, std::size_t breaks_at = std::string::npos)
      : m_text(std::move(text)), m_bite(bite), m_breaks_at(breaks_at) {}

  Result<std::size_t> read(std::span<std::uint8_t> buffer) override {
    if (m_at >= m_breaks_at) return fail(Error::unchecked("registry", "closed the connection"));
    const std::size_t count = std::min({m_bite, buffer.size(), m_text.size() - m_at, m_breaks_at - m_at});
    std::copy_n(m_text.data() + m_at, count, buffer.data());
    m_at += count;
    return count;
  }

 private:
  std::string m_text;
  std::size_t m_bite;
  std::size_t m_breaks_at;
  std::size_t m_at = 0;
};

/// An image whose blobs are strings. Layers are described truthfully, then may be changed behind their back.
class MemoryImage final : public ImageSource {
 public:
  /// `stored` is the layer as stored, `tar` the same unpacked.
  MemoryImage& layer(const std::string& tar, const std::string& stored) {
    const Digest digest = crypto::sha256(stored);
    image.manifest.layers.push_back({.media_type = std::string(media_type::k_layer_gzip),
                                     .digest = digest,
                                     .size = stored.size(),
                                     .artifact_type = "",
                                     .annotations = {},
                                     .platform = {}});
    image.config.diff_ids.push_back(crypto::sha256(tar));
    m_blobs[digest] = stored;
    return *this;
  }
  MemoryImage& layer(const std::string& tar) { return layer(tar, tar); }

  std::string& stored(std::size_t index) { return m_blobs[image.manifest.layers[index].digest]; }

  Result<RawDocument> root() override { return fail(Error::bug("", "not asked for")); }
  Result<RawDocument> document(const Descriptor&) override { return fail(Error::bug("", "not asked for")); }
  Result<std::unique_ptr<ByteSource>> blob(const Descriptor& descriptor) override {
    return std::make_unique<TextSource>(m_blobs[descriptor.digest], 100'000, breaks_at);
  }

  Image image{.name = "memory",
              .manifest_document = {"", "", crypto::sha256("")},
              .manifest = {.media_type = "",
                           .artifact_type = "",
                           .config = {.media_type = "",
                                      .digest = crypto::sha256(""),
                                      .size = 0,
                                      .artifact_type = "",
                                      .annotations = {},
                                      .platform = {}},
                           .layers = {},
                           .subject = {},
                           .annotations = {}},
              .config_document = {"", "", crypto::sha256("")},
              .config = {}};
  std::size_t breaks_at = std::string::npos;

 private:
  std::map<Digest, std::string> m_blobs;
};

inline Want everything(const ListedFile&) {
  return Want::content;
}

inline Result<std::vector<LayerFacts>> read_all(MemoryImage& memory,
                                                const Selection& selection = everything) {
  SilentProgress progress;
  return read_layers(memory, memory.image, selection, progress);
}

}  // namespace pushgate::oci
