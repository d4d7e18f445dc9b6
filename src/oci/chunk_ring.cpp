// SPDX-License-Identifier: Apache-2.0
#include "oci/chunk_ring.hpp"

#include <algorithm>

namespace pushgate::oci {

ChunkRing::ChunkRing(std::size_t chunks, std::size_t chunk_bytes, std::size_t readers)
    : m_chunks(chunks),
      m_chunk_bytes(chunk_bytes),
      m_bytes(std::make_unique_for_overwrite<std::uint8_t[]>(chunks * chunk_bytes)),
      m_sizes(chunks),
      m_readers(readers) {}

bool ChunkRing::is_full() const {
  return std::any_of(m_readers.begin(), m_readers.end(), [&](const Reader& reader) {
    return !reader.left && m_written - reader.done == m_chunks;
  });
}

std::span<std::uint8_t> ChunkRing::writable() {
  std::unique_lock lock(m_mutex);
  m_done_changed.wait(lock, [&] { return !is_full(); });
  return {m_bytes.get() + m_written % m_chunks * m_chunk_bytes, m_chunk_bytes};
}

void ChunkRing::publish(std::size_t bytes) {
  if (bytes == 0) return;
  const std::lock_guard lock(m_mutex);
  m_sizes[m_written % m_chunks] = bytes;
  ++m_written;
  m_written_changed.notify_all();
}

void ChunkRing::close() {
  const std::lock_guard lock(m_mutex);
  m_closed = true;
  m_written_changed.notify_all();
}

std::span<const std::uint8_t> ChunkRing::next(std::size_t reader) {
  std::unique_lock lock(m_mutex);
  Reader& self = m_readers[reader];
  if (self.holds) {
    self.holds = false;
    ++self.done;
    m_done_changed.notify_one();
  }
  m_written_changed.wait(lock, [&] { return self.left || m_closed || self.done < m_written; });
  if (self.left || self.done == m_written) return {};
  self.holds = true;
  const std::size_t slot = self.done % m_chunks;
  return {m_bytes.get() + slot * m_chunk_bytes, m_sizes[slot]};
}

void ChunkRing::leave(std::size_t reader) {
  const std::lock_guard lock(m_mutex);
  m_readers[reader].left = true;
  m_done_changed.notify_one();
  m_written_changed.notify_all();
}

}  // namespace pushgate::oci
