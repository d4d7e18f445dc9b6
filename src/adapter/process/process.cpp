// SPDX-License-Identifier: Apache-2.0
#include "adapter/process/process.hpp"

#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>

#include "adapter/process/spawn.hpp"
#include "base/format.hpp"
#include "base/interrupt.hpp"

namespace pushgate::process {

namespace {

using Clock = std::chrono::steady_clock;

constexpr auto k_grace = std::chrono::seconds(2);  // between SIGTERM and SIGKILL
constexpr auto k_drain = std::chrono::seconds(1);  // for what is still in the pipes after its end
constexpr int k_tick_ms = 50;                      // interrupts are asked for twenty times a second
constexpr int k_last_tick_ms = 2;                  // its pipes are closed: it is about to end

// A write to a closed pipe must be an error here and not a signal to the whole program.
class SigpipeBlocked {
 public:
  SigpipeBlocked() {
    sigemptyset(&m_sigpipe);
    sigaddset(&m_sigpipe, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &m_sigpipe, &m_before);
  }
  SigpipeBlocked(const SigpipeBlocked&) = delete;
  SigpipeBlocked& operator=(const SigpipeBlocked&) = delete;
  ~SigpipeBlocked() {
    const timespec now = {};
    while (sigtimedwait(&m_sigpipe, nullptr, &now) == SIGPIPE) {
    }
    pthread_sigmask(SIG_SETMASK, &m_before, nullptr);
  }

 private:
  sigset_t m_sigpipe;
  sigset_t m_before;
};

// One run: feeds and drains the pipes until the child has ended, and ends it where it must.
class Supervision {
 public:
  Supervision(const ProcessSpec& spec, Child& child) : m_spec(spec), m_child(child) {
    if (m_spec.input.empty()) m_child.input.close();
  }

  Result<ProcessOutput> run() {
    const auto deadline = Clock::now() + m_spec.timeout;
    while (true) {
      const auto now = Clock::now();
      if (auto interrupted = check_interrupt(); !interrupted && !m_interrupted) {
        m_interrupted = interrupted.error();
        terminate(now);
      }
      if (!m_exited && !m_kill_at && now >= deadline) {
        m_result.timed_out = true;
        terminate(now);
      }
      if (!m_exited && m_kill_at && now >= *m_kill_at) ::kill(-m_child.pid, SIGKILL);
      if (!m_exited) notice_exit(now);
      if (m_exited && (pipes_closed() || now >= m_drain_until)) break;
      transfer();
      if (m_result.over_limit && !m_kill_at) terminate(Clock::now());
    }
    reap();
    if (m_interrupted) return fail(*m_interrupted);
    return std::move(m_result);
  }

 private:
  void terminate(Clock::time_point now) {
    if (m_exited || m_kill_at) return;
    ::kill(-m_child.pid, SIGTERM);
    m_kill_at = now + k_grace;
  }

  // WNOWAIT: it stays a zombie until reap(), so that its process group's number cannot be another's.
  void notice_exit(Clock::time_point now) {
    siginfo_t info = {};
    if (::waitid(P_PID, static_cast<id_t>(m_child.pid), &info, WEXITED | WNOHANG | WNOWAIT) != 0 ||
        info.si_pid == 0) {
      return;
    }
    m_exited = true;
    m_drain_until = now + k_drain;
    if (info.si_code == CLD_EXITED) {
      m_result.exit_status = info.si_status;
    } else {
      m_result.signal = info.si_status;
    }
    ::kill(-m_child.pid, SIGKILL);
  }

  void reap() const {
    while (::waitpid(m_child.pid, nullptr, 0) < 0 && errno == EINTR) {
    }
  }

  bool pipes_closed() const { return !m_child.output.is_open() && !m_child.error.is_open(); }

  void transfer() {
    // poll leaves out entries whose descriptor is negative.
    std::array<pollfd, 3> entries = {pollfd{m_child.input.get(), POLLOUT, 0},
                                     pollfd{m_child.output.get(), POLLIN, 0},
                                     pollfd{m_child.error.get(), POLLIN, 0}};
    if (::poll(entries.data(), entries.size(), pipes_closed() ? k_last_tick_ms : k_tick_ms) <= 0) return;
    if (entries[0].revents != 0) feed();
    if (entries[1].revents != 0) drain(m_child.output, m_result.out, m_spec.output_limit);
    if (entries[2].revents != 0) drain(m_child.error, m_result.err, m_spec.error_limit);
  }

  void feed() {
    const SigpipeBlocked blocked;
    const auto rest = std::string_view(m_spec.input).substr(m_fed);
    const auto count = ::write(m_child.input.get(), rest.data(), rest.size());
    if (count < 0 && (errno == EINTR || errno == EAGAIN)) return;
    if (count > 0) m_fed += static_cast<std::size_t>(count);
    // A program that does not read all of its input is free to do so.
    if (count < 0 || m_fed == m_spec.input.size()) m_child.input.close();
  }

  void drain(FileDescriptor& pipe, std::string& into, std::size_t limit) {
    const auto count = ::read(pipe.get(), m_buffer.data(), m_buffer.size());
    if (count < 0 && (errno == EINTR || errno == EAGAIN)) return;
    if (count <= 0) {
      pipe.close();
      return;
    }
    const auto bytes = static_cast<std::size_t>(count);
    const auto room = limit - into.size();
    into.append(m_buffer.data(), std::min(bytes, room));
    if (bytes > room) m_result.over_limit = true;
  }

  const ProcessSpec& m_spec;
  Child& m_child;
  ProcessOutput m_result;
  std::array<char, 65536> m_buffer;
  std::size_t m_fed = 0;
  bool m_exited = false;
  std::optional<Error> m_interrupted;
  std::optional<Clock::time_point> m_kill_at;
  Clock::time_point m_drain_until;
};

}  // namespace

Result<ProcessOutput> run(const ProcessSpec& spec) {
  TRY(check_interrupt());
  TRY_ASSIGN(auto child, spawn(spec));
  return Supervision(spec, child).run();
}

std::string describe_end(const ProcessSpec& spec, const ProcessOutput& output) {
  if (output.timed_out) {
    return fmt::format("did not end within {} s", std::chrono::duration<double>(spec.timeout).count());
  }
  if (output.over_limit) {
    return fmt::format("wrote more than {} bytes of output or {} of errors", spec.output_limit,
                       spec.error_limit);
  }
  if (output.signal != 0) return fmt::format("was ended by signal {}", output.signal);
  return fmt::format("exited with status {}", output.exit_status);
}

std::string last_line(std::string_view output) {
  constexpr std::string_view k_blank = " \t\r\n";
  const auto last = output.find_last_not_of(k_blank);
  if (last == std::string_view::npos) return {};
  output = output.substr(0, last + 1);
  const auto newline = output.find_last_of('\n');
  if (newline != std::string_view::npos) output.remove_prefix(newline + 1);
  return std::string(output.substr(0, 300));
}

}  // namespace pushgate::process
