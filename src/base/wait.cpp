// SPDX-License-Identifier: Apache-2.0
#include "base/wait.hpp"

#include <algorithm>
#include <thread>

#include "base/interrupt.hpp"

namespace pushgate {

namespace {

constexpr std::chrono::milliseconds k_slice{50};  // how long a signal may wait to be seen

}  // namespace

Result<void> wait_for(std::chrono::milliseconds time) {
  const auto end = std::chrono::steady_clock::now() + time;
  for (;;) {
    TRY(check_interrupt());
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
    if (left.count() <= 0) return {};
    std::this_thread::sleep_for(std::min(left, k_slice));
  }
}

}  // namespace pushgate
