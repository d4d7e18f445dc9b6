// SPDX-License-Identifier: Apache-2.0
#include "adapter/process/become.hpp"

// Nothing here may allocate, lock or call into a library that does: another thread of the parent may have
// held the lock when the child was made.

#include <fcntl.h>
#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <climits>
#include <csignal>

#include "adapter/process/landlock.hpp"
#include "adapter/process/system_call_filter.hpp"

namespace pushgate::process {

namespace {

constexpr long k_close_range = 436;
constexpr unsigned k_close_on_exec = 1u << 2;
constexpr int k_descriptors = 65536;  // where the kernel has no close_range

[[noreturn]] void give_up(const Preparation& preparation, StartStep step) {
  const StartFailure failure{step, errno};
  static_cast<void>(!::write(preparation.report, &failure, sizeof failure));
  ::_exit(127);
}

void reset_signals() {
  struct sigaction action {};
  action.sa_handler = SIG_DFL;
  for (int signal = 1; signal < NSIG; ++signal) ::sigaction(signal, &action, nullptr);
  sigset_t none;
  sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
}

/// Also those that a library opened without O_CLOEXEC.
void close_others_on_exec() {
  if (::syscall(k_close_range, 3u, UINT_MAX, k_close_on_exec) == 0) return;
  for (int descriptor = 3; descriptor < k_descriptors; ++descriptor) {
    ::fcntl(descriptor, F_SETFD, FD_CLOEXEC);
  }
}

/// Of root's powers those over files stay, which the rules for files bound; no other user has any. With
/// no_new_privs the program cannot gain them back.
bool drop_privileges() {
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return false;
  constexpr unsigned k_kept = (1u << CAP_DAC_OVERRIDE) | (1u << CAP_DAC_READ_SEARCH);
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  __user_cap_data_struct sets[_LINUX_CAPABILITY_U32S_3] = {};
  if (::syscall(SYS_capget, &header, sets) != 0) return false;
  const unsigned kept = sets[0].permitted & k_kept;
  sets[0] = {kept, kept, 0};
  sets[1] = {};
  return ::syscall(SYS_capset, &header, sets) == 0;
}

void confine(const Preparation& preparation) {
  for (const auto& limit : preparation.limits) {
    const rlimit value{limit.value, limit.value};
    if (::setrlimit(static_cast<__rlimit_resource_t>(limit.resource), &value) != 0) {
      give_up(preparation, StartStep::limits);
    }
  }
  if (!drop_privileges()) give_up(preparation, StartStep::privileges);
  if (preparation.file_rules.is_open() && !landlock_restrict(preparation.file_rules.get())) {
    give_up(preparation, StartStep::files);
  }
  if (!preparation.system_calls.empty() && !filter_system_calls(preparation.system_calls)) {
    give_up(preparation, StartStep::system_calls);
  }
}

}  // namespace

void become(const Preparation& preparation) {
  ::setpgid(0, 0);
  reset_signals();
  for (int i = 0; i < 3; ++i) ::dup2(preparation.standard[static_cast<std::size_t>(i)], i);
  close_others_on_exec();
  if (preparation.folder != nullptr && ::chdir(preparation.folder) != 0) {
    give_up(preparation, StartStep::folder);
  }
  if (preparation.executable_stays_open) ::fcntl(preparation.executable, F_SETFD, 0);
  if (preparation.is_confined) confine(preparation);
  if (preparation.executable >= 0) {
    ::syscall(SYS_execveat, preparation.executable, "", preparation.arguments, preparation.environment,
              AT_EMPTY_PATH);
  } else {
    ::execve(preparation.path, preparation.arguments, preparation.environment);
  }
  give_up(preparation, StartStep::execute);
}

}  // namespace pushgate::process
