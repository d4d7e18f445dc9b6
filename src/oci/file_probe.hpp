// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>

#include "adapter/archive/tar_reader.hpp"
#include "adapter/crypto/sha256.hpp"
#include "oci/file_prober.hpp"
#include "oci/file_spool.hpp"
#include "oci/layer_facts.hpp"

namespace pushgate::oci {

/// Shows files of a layer that is being read to a FileProber: by their first bytes, and whole where it wants
/// them.
class FileProbe {
 public:
  /// How many bytes FileProber::wants() is given.
  static constexpr std::size_t k_head_bytes = 64;

  /// A null prober may not be asked. `layer` is for errors.
  FileProbe(const FileProber* prober, std::string layer) : m_prober(prober), m_layer(std::move(layer)) {}

  /// Reads the content of `file`, the reader's entry, and sets its digest, content and `probed`; none of them
  /// where the prober does not want it, but the digest where `hash_anyway`. Errors: unchecked: what the
  /// prober says, a temporary folder without room. Limits: limits::k_probed_file_bytes.
  Result<void> look_into(LayerEntry& file, bool hash_anyway, archive::TarReader& reader);

 private:
  const FileProber* m_prober;
  std::string m_layer;
  FileSpool m_spool;
};

}  // namespace pushgate::oci
