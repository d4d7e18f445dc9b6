// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>

#include "base/progress.hpp"

namespace pushgate::cli {

/// `verifying images  12 of 200` on stderr; silent where that is no terminal. What counts bytes is
/// ProgressLine.
class CountLine final : public Progress {
 public:
  CountLine();
  ~CountLine() override;
  void begin(std::string_view phase, std::uint64_t total) override;
  void advance(std::uint64_t count) override;
  void end() override;

 private:
  void draw() const;

  const bool m_visible;
  std::mutex m_mutex;  // guards everything below
  std::string m_phase;
  std::uint64_t m_total = 0;
  std::uint64_t m_done = 0;
};

}  // namespace pushgate::cli
