// SPDX-License-Identifier: Apache-2.0
#include "adapter/process/system_call_filter.hpp"

// A filter is a program of the classic BPF machine over `struct seccomp_data`: the number of the call, the
// architecture, six arguments. Its list is one of what is forbidden, not of what is allowed: the next version
// of Go must not break a scan by a call that nobody thought of, and files are Landlock's matter.

#include <linux/audit.h>
#include <linux/sched.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdint>

namespace pushgate::process {

namespace {

#if defined(__x86_64__)
constexpr std::uint32_t k_architecture = AUDIT_ARCH_X86_64;
#elif defined(__aarch64__)
constexpr std::uint32_t k_architecture = AUDIT_ARCH_AARCH64;
#else
constexpr std::uint32_t k_architecture = 0;  // none whose calls are known here
#endif

constexpr std::uint32_t k_first_x32_call = 0x40000000;  // of x86-64's second numbering
constexpr std::uint32_t k_number = offsetof(seccomp_data, nr);
constexpr std::uint32_t k_arch = offsetof(seccomp_data, arch);
constexpr std::uint32_t k_first_argument = offsetof(seccomp_data, args);  // its low half: little-endian

/// Never, whatever the program is for: other processes' memory and descriptors, the session's keys, other
/// namespaces, programs in the kernel, sockets by another door; and leaving the group that is ended with it.
constexpr std::array k_never = {__NR_ptrace,
                                __NR_process_vm_readv,
                                __NR_process_vm_writev,
                                __NR_keyctl,
                                __NR_add_key,
                                __NR_request_key,
                                __NR_unshare,
                                __NR_setns,
                                __NR_mount,
                                __NR_bpf,
                                __NR_init_module,
                                __NR_finit_module,
                                __NR_kexec_load,
                                __NR_reboot,
                                __NR_perf_event_open,
                                __NR_userfaultfd,
                                __NR_setsid,
                                __NR_setpgid,
                                __NR_swapon,
                                425 /* io_uring_setup */,
                                438 /* pidfd_getfd */};

class Program {
 public:
  void load(std::uint32_t offset) { add(BPF_LD | BPF_W | BPF_ABS, offset); }
  void answer(std::uint32_t verdict) { add(BPF_RET | BPF_K, verdict); }
  void fail_with(int code) { answer(SECCOMP_RET_ERRNO | static_cast<std::uint32_t>(code)); }

  /// Skips as many instructions as `body` adds where the loaded word does not fit.
  template <typename Body>
  void where(std::uint16_t test, std::uint32_t value, Body body) {
    const auto at = m_code.size();
    add(static_cast<std::uint16_t>(BPF_JMP | BPF_K | test), value);
    body();
    m_code[at].jf = static_cast<std::uint8_t>(m_code.size() - at - 1);
  }

  /// The same where it does fit.
  template <typename Body>
  void unless(std::uint16_t test, std::uint32_t value, Body body) {
    const auto at = m_code.size();
    add(static_cast<std::uint16_t>(BPF_JMP | BPF_K | test), value);
    body();
    m_code[at].jt = static_cast<std::uint8_t>(m_code.size() - at - 1);
  }

  void forbid(int call, int code) {
    where(BPF_JEQ, static_cast<std::uint32_t>(call), [&] { fail_with(code); });
  }

  std::vector<sock_filter> take() { return std::move(m_code); }

 private:
  void add(int code, std::uint32_t value) {
    m_code.push_back({static_cast<std::uint16_t>(code), 0, 0, value});
  }

  std::vector<sock_filter> m_code;
};

/// Unix sockets lead to the container engine and to the session's agents: no file rule keeps from connecting
/// to one.
void add_sockets(Program& program, bool network) {
  program.where(BPF_JEQ, __NR_socket, [&] {
    if (network) {
      program.load(k_first_argument);
      for (const std::uint32_t family : {AF_INET, AF_INET6, AF_NETLINK}) {
        program.where(BPF_JEQ, family, [&] { program.answer(SECCOMP_RET_ALLOW); });
      }
    }
    program.fail_with(EACCES);
  });
}

/// Threads only.
void add_processes(Program& program) {
#if defined(__x86_64__)
  program.forbid(__NR_fork, EPERM);
  program.forbid(__NR_vfork, EPERM);
#endif
  // Its flags lie in memory, which a filter does not see; without it the C library takes the older call.
  program.forbid(435 /* clone3 */, ENOSYS);
  program.where(BPF_JEQ, __NR_clone, [&] {
    program.load(k_first_argument);
    program.unless(BPF_JSET, CLONE_THREAD, [&] { program.fail_with(EPERM); });
    program.answer(SECCOMP_RET_ALLOW);
  });
}

}  // namespace

bool has_system_call_filters() {
  // A filter at address 0 is refused as such (EFAULT) only where there are filters.
  return k_architecture != 0 && ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, nullptr, 0, 0) == -1 &&
         errno == EFAULT;
}

std::vector<sock_filter> system_call_filter(const Sandbox& sandbox) {
  Program program;
  program.load(k_arch);
  program.unless(BPF_JEQ, k_architecture, [&] { program.answer(SECCOMP_RET_KILL_PROCESS); });
  program.load(k_number);
#if defined(__x86_64__)
  program.where(BPF_JGE, k_first_x32_call, [&] { program.answer(SECCOMP_RET_KILL_PROCESS); });
#endif
  for (const int call : k_never) program.forbid(call, EPERM);
  add_sockets(program, sandbox.network);
  if (!sandbox.may_start_programs) add_processes(program);
  program.answer(SECCOMP_RET_ALLOW);
  return program.take();
}

bool filter_system_calls(const std::vector<sock_filter>& filter) {
  const sock_fprog program{static_cast<unsigned short>(filter.size()),
                           const_cast<sock_filter*>(filter.data())};
  return ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0) == 0;
}

}  // namespace pushgate::process
