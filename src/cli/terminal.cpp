// SPDX-License-Identifier: Apache-2.0
#include "cli/terminal.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "base/format.hpp"
#include "base/interrupt.hpp"
#include "gate/signing_key.hpp"

namespace pushgate::cli {

namespace {

constexpr int k_narrowest = 60;
constexpr int k_widest = 160;

/// The controlling terminal with echo switched off while this lives.
class QuietTerminal {
 public:
  QuietTerminal() : m_fd(::open("/dev/tty", O_RDWR | O_CLOEXEC)) {
    if (m_fd < 0 || ::tcgetattr(m_fd, &m_before) != 0) return;
    termios quiet = m_before;
    quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    // Either would leave the terminal to the shell without its echo; Ctrl-C is caught, and ends us tidily.
    for (const int key : {VSUSP, VQUIT}) quiet.c_cc[key] = _POSIX_VDISABLE;
    m_quiet = ::tcsetattr(m_fd, TCSAFLUSH, &quiet) == 0;
  }
  ~QuietTerminal() {
    if (m_quiet) static_cast<void>(::tcsetattr(m_fd, TCSAFLUSH, &m_before));
    if (m_fd >= 0) ::close(m_fd);
  }
  QuietTerminal(const QuietTerminal&) = delete;
  QuietTerminal& operator=(const QuietTerminal&) = delete;

  bool usable() const { return m_quiet; }
  void say(std::string_view text) const { static_cast<void>(!::write(m_fd, text.data(), text.size())); }

  Result<std::string> read_line() const {
    static constexpr std::size_t k_longest_password = 1024;
    std::string line;
    char c = 0;
    for (;;) {
      TRY(wait_for_bytes());
      if (::read(m_fd, &c, 1) != 1 || c == '\n') break;
      if (line.size() == k_longest_password)
        return fail(Error::misuse("password", "is longer than 1024 bytes"));
      line += c;
    }
    say("\n");
    if (c != '\n') return fail(Error::misuse("password", "was not given"));
    return line;
  }

 private:
  /// A signal may come before anything waits for it, so the wait is cut into short ones.
  Result<void> wait_for_bytes() const {
    static constexpr int k_milliseconds = 100;
    pollfd waited{m_fd, POLLIN, 0};
    do {
      TRY(check_interrupt());
    } while (::poll(&waited, 1, k_milliseconds) <= 0);
    return {};
  }

  int m_fd;
  termios m_before{};
  bool m_quiet = false;
};

Result<std::string> ask(const std::string& prompt, const std::string& key_name) {
  const QuietTerminal terminal;
  if (!terminal.usable()) {
    return fail(
        Error::misuse(key_name, "needs a password, and there is no terminal to ask on")
            .with_hint("set COSIGN_PASSWORD or PUSHGATE_PASSWORD (an empty value is an empty password)"));
  }
  terminal.say(prompt);
  return terminal.read_line();
}

double megabytes(std::uint64_t bytes) {
  return static_cast<double>(bytes) / 1e6;
}

}  // namespace

int terminal_width() {
  static constexpr int k_without_terminal = 100;
  winsize size = {};
  if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return k_without_terminal;
  return std::clamp<int>(size.ws_col, k_narrowest, k_widest);
}

bool use_colour() {
  const char* no_colour = std::getenv("NO_COLOR");
  const char* term = std::getenv("TERM");
  if (no_colour != nullptr && *no_colour != '\0') return false;
  return ::isatty(STDOUT_FILENO) == 1 && (term == nullptr || std::string_view(term) != "dumb");
}

Result<std::string> ask_password(const std::string& key_name) {
  return ask("Password for " + key_name + ": ", key_name);
}

Result<std::string> ask_new_password(const std::string& key_name) {
  TRY_ASSIGN(std::string first, ask("New password for " + key_name + ": ", key_name));
  TRY_ASSIGN(const std::string second, ask("The same again: ", key_name));
  if (first != second) return fail(Error::misuse(key_name, "the two passwords differ; no key was made"));
  return first;
}

void warn_of_key_file(const std::string& key) {
  static_cast<void>(std::fputs(gate::key_file_warning(key).c_str(), stderr));
}

ProgressLine::ProgressLine() : m_visible(::isatty(STDERR_FILENO) == 1) {}

ProgressLine::~ProgressLine() {
  end();
}

void ProgressLine::begin(std::string_view phase, std::uint64_t total_bytes) {
  if (!m_visible) return;
  const std::lock_guard lock(m_mutex);
  m_phase = phase;
  m_total = total_bytes;
  m_done = 0;
  m_started = m_drawn = std::chrono::steady_clock::now();
  draw();
}

void ProgressLine::advance(std::uint64_t bytes) {
  if (!m_visible) return;
  const std::lock_guard lock(m_mutex);
  m_done += bytes;
  const auto now = std::chrono::steady_clock::now();
  if (now - m_drawn < std::chrono::milliseconds(100)) return;
  m_drawn = now;
  draw();
}

void ProgressLine::end() {
  if (!m_visible) return;
  const std::lock_guard lock(m_mutex);
  if (m_phase.empty()) return;
  m_phase.clear();
  static_cast<void>(std::fputs("\r\x1b[K", stderr));
}

void ProgressLine::draw() {
  const std::chrono::duration<double> elapsed = m_drawn - m_started;
  std::string line = fmt::format("\r{}  {:.1f} MB", m_phase, megabytes(m_done));
  if (m_total > 0) line += fmt::format(" of {:.1f} MB", megabytes(m_total));
  if (elapsed.count() > 0.2) line += fmt::format("  {:.0f} MB/s", megabytes(m_done) / elapsed.count());
  static_cast<void>(std::fputs((line + "\x1b[K").c_str(), stderr));
  static_cast<void>(std::fflush(stderr));
}

}  // namespace pushgate::cli
