// SPDX-License-Identifier: Apache-2.0
#include "store/standard_input.hpp"

#include <poll.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include "base/format.hpp"
#include "base/interrupt.hpp"
#include "store/descriptor.hpp"

namespace pushgate::store {

namespace {

constexpr const char* k_name = "standard input";
constexpr int k_patience_ms = 100;  // between two looks at whether a signal has arrived

}  // namespace

Result<std::string> read_standard_input(std::size_t limit) {
  std::string bytes;
  std::array<char, 1u << 16> buffer{};
  for (;;) {
    TRY(check_interrupt());
    pollfd waiting{STDIN_FILENO, POLLIN, 0};
    if (::poll(&waiting, 1, k_patience_ms) == 0) continue;
    const ssize_t count = ::read(STDIN_FILENO, buffer.data(), buffer.size());
    if (count == 0) return bytes;
    if (count < 0) {
      if (errno == EINTR) continue;
      return fail(system_failure(k_name, "cannot be read"));
    }
    bytes.append(buffer.data(), static_cast<std::size_t>(count));
    if (bytes.size() > limit)
      return fail(Error::unchecked(k_name, fmt::format("is longer than {} bytes", limit)));
  }
}

}  // namespace pushgate::store
