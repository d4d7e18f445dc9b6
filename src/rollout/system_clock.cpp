// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <thread>

#include "base/interrupt.hpp"
#include "rollout/hosts.hpp"

namespace pushgate::rollout {

namespace {

constexpr std::chrono::milliseconds k_slice{50};  // how long a signal may wait to be seen

}  // namespace

std::chrono::steady_clock::time_point SystemClock::now() {
  return std::chrono::steady_clock::now();
}

Time SystemClock::time() {
  return system_time();
}

Result<void> SystemClock::sleep(std::chrono::milliseconds duration) {
  const auto end = now() + duration;
  for (;;) {
    TRY(check_interrupt());
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - now());
    if (left.count() <= 0) return {};
    std::this_thread::sleep_for(std::min(left, k_slice));
  }
}

}  // namespace pushgate::rollout
