// SPDX-License-Identifier: Apache-2.0
// The way of libFuzzer into a target: PUSHGATE_FUZZ=json pushgate-fuzz CORPUS
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include "fuzz/target.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto* const target = [] {
    const char* const name = std::getenv("PUSHGATE_FUZZ");
    const auto* found = name == nullptr ? nullptr : pushgate::fuzz::find_target(name);
    if (found == nullptr) {
      std::fputs("set PUSHGATE_FUZZ to one of pushgate-replay --list\n", stderr);
      std::exit(2);
    }
    return found;
  }();
  target->run({reinterpret_cast<const char*>(data), size});
  return 0;
}
