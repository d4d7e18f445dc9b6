// SPDX-License-Identifier: Apache-2.0
#include "base/wait.hpp"
#include "rollout/hosts.hpp"

namespace pushgate::rollout {

std::chrono::steady_clock::time_point SystemClock::now() {
  return std::chrono::steady_clock::now();
}

Time SystemClock::time() {
  return system_time();
}

Result<void> SystemClock::sleep(std::chrono::milliseconds duration) {
  return wait_for(duration);
}

}  // namespace pushgate::rollout
