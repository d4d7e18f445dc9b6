// SPDX-License-Identifier: Apache-2.0
#include "scanners/secrets/layer_secrets.hpp"

#include <algorithm>
#include <utility>

namespace pushgate::scanners {

namespace {

constexpr std::size_t k_found = 1000;

}  // namespace

class LayerSecretSearch::Watch final : public oci::LayerWatch {
 public:
  Watch(LayerSecretSearch& search, const Digest& diff_id) : m_search(search), m_layer{diff_id, {}, 0} {}

  void begin(const archive::TarEntry& entry) override {
    finish_file();
    m_path = entry.path.str();
    for (const std::string& text : {entry.name, entry.link}) add(secrets_in(text));
    m_has_content = entry.size > 0;
    if (m_has_content) m_file.begin(m_path, entry.size);
  }

  void content(std::span<const std::uint8_t> bytes) override { m_file.feed(bytes); }

  void end() override {
    finish_file();
    const std::scoped_lock lock(m_search.m_mutex);
    const auto is_same = [&](const LayerSecrets& other) { return other.diff_id == m_layer.diff_id; };
    // A layer may be in an image twice.
    if (std::ranges::none_of(m_search.m_layers, is_same)) m_search.m_layers.push_back(std::move(m_layer));
  }

 private:
  void finish_file() {
    if (m_has_content) add(m_file.end());
    m_has_content = false;
  }

  void add(std::vector<SeenSecret> secrets) {
    for (auto& secret : secrets) {
      if (m_layer.found.size() < k_found) {
        m_layer.found.push_back({m_path, std::move(secret)});
      } else {
        ++m_layer.more;
      }
    }
  }

  LayerSecretSearch& m_search;
  LayerSecrets m_layer;
  FileSearch m_file;
  std::string m_path;
  bool m_has_content = false;
};

std::unique_ptr<oci::LayerWatch> LayerSecretSearch::watch(const Digest& diff_id) {
  return std::make_unique<Watch>(*this, diff_id);
}

}  // namespace pushgate::scanners
