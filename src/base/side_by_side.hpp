// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <exception>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

namespace pushgate {

/// Calls `work(i)` for each i below `count`, on all cores or on as many threads as are named, in rising order
/// as far as they begin: put what takes longest first. Comes back when all are done; the first exception is
/// thrown again here.
template <typename Work>
void side_by_side(std::size_t count, const Work& work,
                  std::size_t at_once = std::max(1u, std::thread::hardware_concurrency())) {
  std::atomic<std::size_t> next = 0;
  std::mutex mutex;  // guards the exception
  std::exception_ptr first_exception;
  const auto run = [&] {
    try {
      for (std::size_t i = next++; i < count; i = next++) work(i);
    } catch (...) {
      next = count;
      const std::lock_guard lock(mutex);
      if (!first_exception) first_exception = std::current_exception();
    }
  };
  {
    std::vector<std::jthread> threads;
    for (std::size_t i = 1; i < std::min(at_once, count); ++i) threads.emplace_back(run);
    run();
  }
  if (first_exception) std::rethrow_exception(first_exception);
}

}  // namespace pushgate
