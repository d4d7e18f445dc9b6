// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <span>
#include <vector>

namespace pushgate::oci {

/// A bounded ring of chunks between one writing thread and several reading threads, each of which sees every
/// chunk. The writer waits for the slowest reader, readers wait for the writer; nothing is copied.
class ChunkRing {
 public:
  ChunkRing(std::size_t chunks, std::size_t chunk_bytes, std::size_t readers);

  /// Writer: an empty chunk to fill. Where all readers have left, it does not wait.
  std::span<std::uint8_t> writable();
  /// Writer: the first `bytes` bytes of that chunk are there to be read.
  void publish(std::size_t bytes);
  /// Writer: that was all.
  void close();

  /// Reader: the next chunk, never empty, until it asks again; empty once there are no more, or it has left.
  std::span<const std::uint8_t> next(std::size_t reader);
  /// Reader, or somebody for it: it wants no more, and is waited for no longer.
  void leave(std::size_t reader);

 private:
  struct Reader {
    std::uint64_t done = 0;  // chunks it needs no more
    bool holds = false;      // it reads chunk number `done` now
    bool left = false;
  };
  bool is_full() const;

  const std::size_t m_chunks;
  const std::size_t m_chunk_bytes;
  const std::unique_ptr<std::uint8_t[]> m_bytes;
  std::mutex m_mutex;
  std::condition_variable m_written_changed;
  std::condition_variable m_done_changed;
  std::vector<std::size_t> m_sizes;  // of the chunks in the ring
  std::vector<Reader> m_readers;
  std::uint64_t m_written = 0;  // chunks published
  bool m_closed = false;
};

}  // namespace pushgate::oci
