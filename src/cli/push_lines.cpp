// SPDX-License-Identifier: Apache-2.0
#include "cli/push_lines.hpp"

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <string>

#include "base/format.hpp"

namespace pushgate::cli {

namespace {

constexpr std::size_t k_shown_digest = 12;
constexpr int k_bar = 20;

double megabytes(std::uint64_t bytes) {
  return static_cast<double>(bytes) / 1e6;
}

std::string bar(std::uint64_t done, std::uint64_t size) {
  const int full = size == 0 ? k_bar : static_cast<int>(std::min(done, size) * k_bar / size);
  return fmt::format("[{:<{}}]", std::string(static_cast<std::size_t>(full), '='), k_bar);
}

}  // namespace

PushLines::PushLines() : m_visible(::isatty(STDERR_FILENO) == 1) {}

PushLines::~PushLines() {
  end_all();
}

void PushLines::begin_all(std::size_t blobs, std::uint64_t bytes) {
  if (!m_visible) return;
  const std::lock_guard lock(m_mutex);
  m_blobs = blobs;
  m_total = bytes;
  m_ended = m_spared = 0;
  m_done = 0;
  m_started = m_drawn = std::chrono::steady_clock::now();
  draw();
}

void PushLines::begin(const oci::Descriptor& blob) {
  if (!m_visible) return;
  const std::lock_guard lock(m_mutex);
  m_lines.push_back({blob.digest, blob.size, 0});
}

void PushLines::advance(const oci::Descriptor& blob, std::uint64_t bytes) {
  if (!m_visible) return;
  const std::lock_guard lock(m_mutex);
  m_done += bytes;
  const auto line = std::ranges::find(m_lines, blob.digest, &Line::digest);
  if (line != m_lines.end()) line->done += bytes;
  const auto now = std::chrono::steady_clock::now();
  if (now - m_drawn < std::chrono::milliseconds(100)) return;
  m_drawn = now;
  draw();
}

void PushLines::end(const oci::Descriptor& blob, registry::BlobOutcome how) {
  if (!m_visible) return;
  const std::lock_guard lock(m_mutex);
  ++m_ended;
  if (how != registry::BlobOutcome::uploaded) ++m_spared;
  std::erase_if(m_lines, [&](const Line& line) { return line.digest == blob.digest; });
}

void PushLines::end_all() {
  if (!m_visible) return;
  const std::lock_guard lock(m_mutex);
  erase();
  m_lines.clear();
}

void PushLines::erase() {
  for (; m_drawn_lines != 0; --m_drawn_lines) static_cast<void>(std::fputs("\x1b[A\r\x1b[K", stderr));
  static_cast<void>(std::fflush(stderr));
}

void PushLines::draw() {
  erase();
  std::string text;
  for (const Line& line : m_lines) {
    text += fmt::format("{}  {}  {:.1f} of {:.1f} MB\n", line.digest.hex().substr(0, k_shown_digest),
                        bar(line.done, line.size), megabytes(line.done), megabytes(line.size));
  }
  const std::chrono::duration<double> elapsed = m_drawn - m_started;
  text += fmt::format("pushing  {} of {} blobs", m_ended, m_blobs);
  if (m_spared != 0) text += fmt::format(" ({} there already)", m_spared);
  text += fmt::format("  {:.1f} of {:.1f} MB", megabytes(m_done), megabytes(m_total));
  if (elapsed.count() > 0.2) text += fmt::format("  {:.0f} MB/s", megabytes(m_done) / elapsed.count());
  text += "\n";
  m_drawn_lines = m_lines.size() + 1;
  static_cast<void>(std::fputs(text.c_str(), stderr));
  static_cast<void>(std::fflush(stderr));
}

}  // namespace pushgate::cli
