// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <vector>

#include "base/digest.hpp"
#include "registry/push_progress.hpp"

namespace pushgate::cli {

/// A line on stderr for each blob that goes up at the moment, and one for all of them, redrawn ten times a
/// second; silent where stderr is no terminal. Nothing of it stays.
class PushLines final : public registry::PushProgress {
 public:
  PushLines();
  ~PushLines() override;
  void begin_all(std::size_t blobs, std::uint64_t bytes) override;
  void begin(const oci::Descriptor& blob) override;
  void advance(const oci::Descriptor& blob, std::uint64_t bytes) override;
  void end(const oci::Descriptor& blob, registry::BlobOutcome how) override;
  void end_all() override;

 private:
  struct Line {
    Digest digest;
    std::uint64_t size = 0;
    std::uint64_t done = 0;
  };

  void draw();
  void erase();

  const bool m_visible;
  std::mutex m_mutex;  // guards everything below
  std::vector<Line> m_lines;
  std::size_t m_drawn_lines = 0;
  std::size_t m_blobs = 0;
  std::size_t m_ended = 0;
  std::size_t m_spared = 0;  // of those, were there or were mounted
  std::uint64_t m_total = 0;
  std::uint64_t m_done = 0;
  std::chrono::steady_clock::time_point m_started;
  std::chrono::steady_clock::time_point m_drawn;
};

}  // namespace pushgate::cli
