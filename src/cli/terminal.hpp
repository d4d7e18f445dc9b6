// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>

#include "base/progress.hpp"
#include "base/result.hpp"

namespace pushgate::cli {

/// Columns of the terminal on stdout, at most 160; 100 where it is no terminal.
int terminal_width();

/// True where stdout is a terminal, NO_COLOR is not set and TERM is not dumb.
bool use_colour();

/// Asks for a password on the terminal without echo, which is on again afterwards, whatever happens (Ctrl-Z
/// and Ctrl-\ do nothing meanwhile). Errors: misuse, where there is no terminal: a password is never read
/// from the command line.
Result<std::string> ask_password(const std::string& key_name);

/// The same, twice, for a new key.
Result<std::string> ask_new_password(const std::string& key_name);

/// Says on stderr that others can read the file of a private key, where they can. A warning: the user may
/// have no choice, as where Kubernetes mounts a secret.
void warn_of_key_file(const std::string& key);

/// A line on stderr with bytes and rate, redrawn ten times a second; silent where stderr is no terminal.
class ProgressLine final : public Progress {
 public:
  ProgressLine();
  ~ProgressLine() override;
  void begin(std::string_view phase, std::uint64_t total_bytes) override;
  void advance(std::uint64_t bytes) override;
  void end() override;

 private:
  void draw();

  const bool m_visible;
  std::mutex m_mutex;  // guards everything below
  std::string m_phase;
  std::uint64_t m_total = 0;
  std::uint64_t m_done = 0;
  std::chrono::steady_clock::time_point m_started;
  std::chrono::steady_clock::time_point m_drawn;
};

}  // namespace pushgate::cli
