// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "adapter/archive/tar_reader.hpp"
#include "base/digest.hpp"

namespace pushgate::oci {

/// Sees one layer, on one thread, in the order of its tar.
class LayerWatch : public archive::TarContentWatcher {
 public:
  /// What content() gives from here on is this entry's. Called for every entry of the tar: whiteouts, what
  /// has no content, and what a later entry of the same path replaces.
  virtual void begin(const archive::TarEntry& entry) = 0;

  /// The tar was read to its end.
  virtual void end() = 0;
};

/// Sees the bytes of every file of every layer as they stream past, wanted or not: what a later layer deletes
/// is still in the image. Asked for a layer on the thread that reads it, safe to call from several at once.
class ContentWatcher {
 public:
  virtual ~ContentWatcher() = default;
  virtual std::unique_ptr<LayerWatch> watch(const Digest& diff_id) = 0;
};

}  // namespace pushgate::oci
