// SPDX-License-Identifier: Apache-2.0
#include "base/interrupt.hpp"

#include <csignal>

namespace pushgate {

namespace {

volatile std::sig_atomic_t g_signal = 0;

extern "C" void remember_signal(int signal) {
  g_signal = signal;
}

}  // namespace

void catch_interrupts() {
  struct sigaction action = {};
  action.sa_handler = remember_signal;
  sigemptyset(&action.sa_mask);
  for (const int signal : {SIGINT, SIGTERM}) static_cast<void>(sigaction(signal, &action, nullptr));
  action.sa_handler = SIG_IGN;
  for (const int signal : {SIGPIPE, SIGXFSZ}) static_cast<void>(sigaction(signal, &action, nullptr));
}

int interrupted_by() {
  return g_signal;
}

Result<void> check_interrupt() {
  if (g_signal == 0) return {};
  return fail(Error::unchecked("", g_signal == SIGINT ? "interrupted by SIGINT" : "interrupted by SIGTERM"));
}

}  // namespace pushgate
