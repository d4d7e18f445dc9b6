// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/digest.hpp"
#include "oci/content_watcher.hpp"
#include "scanners/secrets/file_search.hpp"

namespace pushgate::scanners {

/// What one layer holds.
struct LayerSecrets {
  struct InFile {
    std::string path;  ///< of the tar's entry, normal
    SeenSecret secret;
  };
  Digest diff_id;
  std::vector<InFile> found;  ///< in the order of the tar; at most 1000
  std::size_t more = 0;       ///< that are not told
};

/// Searches every file of every layer while the layers are read: contents, and the names and link targets of
/// the entries. Files in archives (zip, wheel, jar) are not opened.
class LayerSecretSearch final : public oci::ContentWatcher {
 public:
  std::unique_ptr<oci::LayerWatch> watch(const Digest& diff_id) override;

  /// Of the layers that were read to their end, in no order; each once.
  const std::vector<LayerSecrets>& layers() const { return m_layers; }

 private:
  class Watch;
  std::mutex m_mutex;
  std::vector<LayerSecrets> m_layers;
};

}  // namespace pushgate::scanners
