// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

namespace pushgate {

/// Where a long operation tells how far it is. Called from several threads; must not block for long.
class Progress {
 public:
  virtual ~Progress() = default;
  /// A new phase, such as `reading layers`, with the bytes it will move (0: not known).
  virtual void begin(std::string_view phase, std::uint64_t total_bytes) = 0;
  virtual void advance(std::uint64_t bytes) = 0;
  virtual void end() = 0;
};

/// Tells nobody.
class SilentProgress final : public Progress {
 public:
  void begin(std::string_view, std::uint64_t) override {}
  void advance(std::uint64_t) override {}
  void end() override {}
};

}  // namespace pushgate
