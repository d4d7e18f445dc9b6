// SPDX-License-Identifier: Apache-2.0
#include "cli/count_line.hpp"

#include <unistd.h>

#include <cstdio>

#include "base/format.hpp"

namespace pushgate::cli {

CountLine::CountLine() : m_visible(::isatty(STDERR_FILENO) == 1) {}

CountLine::~CountLine() {
  end();
}

void CountLine::begin(std::string_view phase, std::uint64_t total) {
  if (!m_visible) return;
  const std::lock_guard lock(m_mutex);
  m_phase = phase;
  m_total = total;
  m_done = 0;
  draw();
}

void CountLine::advance(std::uint64_t count) {
  if (!m_visible) return;
  const std::lock_guard lock(m_mutex);
  m_done += count;
  draw();
}

void CountLine::end() {
  if (!m_visible) return;
  const std::lock_guard lock(m_mutex);
  if (m_phase.empty()) return;
  m_phase.clear();
  static_cast<void>(std::fputs("\r\x1b[K", stderr));
}

void CountLine::draw() const {
  const std::string line = fmt::format("\r{}  {} of {}\x1b[K", m_phase, m_done, m_total);
  static_cast<void>(std::fputs(line.c_str(), stderr));
  static_cast<void>(std::fflush(stderr));
}

}  // namespace pushgate::cli
