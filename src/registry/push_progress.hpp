// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

#include "base/progress.hpp"
#include "oci/descriptor.hpp"
#include "registry/blob_outcome.hpp"

namespace pushgate::registry {

/// Where a push tells how far each blob is. Called from several threads, for one blob from one at a time;
/// must not block for long.
class PushProgress {
 public:
  virtual ~PushProgress() = default;
  virtual void begin_all(std::size_t blobs, std::uint64_t bytes) = 0;
  virtual void begin(const oci::Descriptor& blob) = 0;
  virtual void advance(const oci::Descriptor& blob, std::uint64_t bytes) = 0;
  virtual void end(const oci::Descriptor& blob, BlobOutcome how) = 0;
  virtual void end_all() = 0;
};

/// All blobs as one operation.
class TotalProgress final : public PushProgress {
 public:
  explicit TotalProgress(Progress& progress) : m_progress(progress) {}
  void begin_all(std::size_t, std::uint64_t bytes) override { m_progress.begin("pushing layers", bytes); }
  void begin(const oci::Descriptor&) override {}
  void advance(const oci::Descriptor&, std::uint64_t bytes) override { m_progress.advance(bytes); }
  void end(const oci::Descriptor&, BlobOutcome) override {}
  void end_all() override { m_progress.end(); }

 private:
  Progress& m_progress;
};

}  // namespace pushgate::registry
