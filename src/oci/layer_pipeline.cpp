// SPDX-License-Identifier: Apache-2.0
//
//   read, hash blob ──blob ring──▶ inflate ──tar ring──┬─▶ hash tar (diff_id)
//                                                      └─▶ parse tar, hash and keep what is wanted
//
// Each arrow is a ChunkRing, each box a thread. The rings are all the memory there is beside the facts.
//
// Verdicts come after the last byte, in the order in which causes come: the blob (read error, size, digest),
// its compression, the tar's digest, the tar. A stage that fails lets the ones before it run on: a flipped
// byte first shows as bad DEFLATE data or as a broken tar, but what the user needs to hear is that the blob
// is corrupt, and that is known when all of it was hashed.
#include "oci/layer_pipeline.hpp"

#include <algorithm>
#include <atomic>
#include <optional>
#include <system_error>
#include <thread>

#include "adapter/compress/decompressor.hpp"
#include "base/format.hpp"
#include "base/interrupt.hpp"
#include "oci/chunk_ring.hpp"
#include "oci/layer_collector.hpp"
#include "oci/verified_blob.hpp"

namespace pushgate::oci {

namespace {

// Chunks that stay in the processor's cache between two threads, enough of them that a stage may dawdle.
constexpr std::size_t k_chunk = 256u << 10;
constexpr std::size_t k_blob_chunks = 4;
constexpr std::size_t k_tar_chunks = 8;

// Readers of the two rings.
constexpr std::size_t k_inflater = 0;
constexpr std::size_t k_hasher = 0;
constexpr std::size_t k_parser = 1;

class RingInput final : public archive::TarInput {
 public:
  RingInput(ChunkRing& ring, std::size_t reader) : m_ring(ring), m_reader(reader) {}

  Result<std::span<const std::uint8_t>> take(std::size_t most) override {
    if (m_chunk.empty()) m_chunk = m_ring.next(m_reader);
    const auto bytes = m_chunk.first(std::min(most, m_chunk.size()));
    m_chunk = m_chunk.subspan(bytes.size());
    return bytes;
  }

 private:
  ChunkRing& m_ring;
  std::size_t m_reader;
  std::span<const std::uint8_t> m_chunk;
};

class Pipeline {
 public:
  Pipeline(std::unique_ptr<ByteSource> blob, const Descriptor& layer, const Digest& diff_id,
           Progress& progress, const std::function<bool()>& stopped)
      : m_subject("layer " + layer.digest.to_string()),
        m_layer(layer),
        m_diff_id(diff_id),
        m_progress(progress),
        m_stopped(stopped),
        m_blob(std::move(blob), layer, m_subject),
        m_blob_ring(k_blob_chunks, k_chunk, 1),
        m_tar_ring(k_tar_chunks, k_chunk, 2) {}

  Result<LayerFacts> run(const Selection& selection, ContentWatcher* watcher) {
    LayerCollector collector(selection, m_subject);
    RingInput input(m_tar_ring, k_parser);
    archive::TarReader reader(input, m_subject);
    std::optional<Error> tar_error;
    {
      std::vector<std::jthread> threads;
      if (!start(threads))
        return fail(Error::unchecked(m_subject, "cannot be read: the system has no more threads"));
      const auto watch = watcher == nullptr ? nullptr : watcher->watch(m_diff_id);
      if (auto collected = collector.collect(reader, watch.get()); !collected)
        tar_error = std::move(collected).error();
      m_tar_ring.leave(k_parser);
    }
    for (auto* const error : {&m_blob_error, &m_inflate_error}) {
      if (*error) return fail(std::move(**error));
    }
    const Digest tar_digest = m_is_plain ? m_layer.digest : *m_tar_digest;
    if (tar_digest != m_diff_id)
      return fail(Error::unchecked(
          m_subject, fmt::format("its diff_id is wrong; the configuration says {}, its tar has {}",
                                 m_diff_id.to_string(), tar_digest.to_string())));
    if (tar_error) return fail(std::move(*tar_error));
    LayerFacts facts{.blob = m_layer.digest,
                     .diff_id = tar_digest,
                     .blob_size = m_layer.size,
                     .tar_size = m_tar_size,
                     .entry_count = reader.entry_count(),
                     .entries = {},
                     .whiteouts = {},
                     .opaque_directories = {}};
    TRY(std::move(collector).finish(facts));
    return facts;
  }

 private:
  bool start(std::vector<std::jthread>& threads) {
    try {
      threads.emplace_back([this] { read_blob(); });
      threads.emplace_back([this] { inflate(); });
      threads.emplace_back([this] { hash_tar(); });
      return true;
    } catch (const std::system_error&) {
      // Nobody may wait for a thread that is not there.
      m_abandoned = true;
      m_blob_ring.leave(k_inflater);
      m_tar_ring.leave(k_hasher);
      m_tar_ring.leave(k_parser);
      m_blob_ring.close();
      return false;
    }
  }

  Result<void> check_stopped() const {
    TRY(check_interrupt());
    if (m_abandoned || m_stopped()) return fail(Error::unchecked(m_subject, "was not read to its end"));
    return {};
  }

  // --- thread 1 ---

  void read_blob() {
    while (true) {
      const auto count = fill(m_blob_ring.writable());
      if (!count) m_blob_error = count.error();
      if (!count || *count == 0) break;
      m_blob_ring.publish(*count);
      m_progress.advance(*count);
    }
    m_blob_ring.close();
  }

  Result<std::size_t> fill(std::span<std::uint8_t> chunk) {
    TRY(check_stopped());
    std::size_t have = 0;
    while (have < chunk.size()) {
      TRY_ASSIGN(const std::size_t count, m_blob.read(chunk.subspan(have)));
      if (count == 0) break;
      have += count;
    }
    return have;
  }

  // --- thread 2 ---

  void inflate() {
    if (auto done = inflate_all(); !done) {
      m_inflate_error = std::move(done).error();
      m_inflate_error->subject = m_subject;
    }
    m_blob_ring.leave(k_inflater);
    m_tar_ring.close();
  }

  Result<void> inflate_all() {
    auto piece = m_blob_ring.next(k_inflater);
    const compress::Format format = compress::detect(piece);
    if (format == compress::Format::none) {
      m_is_plain = true;  // the tar's digest is the blob's: no need to make it twice
      m_tar_ring.leave(k_hasher);
    }
    TRY_ASSIGN(const auto decompressor, compress::Decompressor::make(format));
    for (; !piece.empty(); piece = m_blob_ring.next(k_inflater)) {
      decompressor->feed(piece);
      while (true) {
        TRY(check_stopped());
        TRY_ASSIGN(const std::size_t count, decompressor->unpack(m_tar_ring.writable()));
        if (count == 0) break;
        m_tar_ring.publish(count);
        m_tar_size += count;
      }
    }
    return decompressor->finish();
  }

  // --- thread 3 ---

  void hash_tar() {
    crypto::Sha256 sha256;
    for (auto chunk = m_tar_ring.next(k_hasher); !chunk.empty(); chunk = m_tar_ring.next(k_hasher))
      sha256.update(chunk);
    m_tar_digest = sha256.finish();
  }

  const std::string m_subject;
  const Descriptor& m_layer;
  const Digest& m_diff_id;
  Progress& m_progress;
  const std::function<bool()>& m_stopped;
  VerifiedBlob m_blob;
  ChunkRing m_blob_ring;
  ChunkRing m_tar_ring;
  std::atomic<bool> m_abandoned = false;
  // Each written by one thread, read when it has ended.
  std::optional<Error> m_blob_error;
  std::optional<Error> m_inflate_error;
  std::optional<Digest> m_tar_digest;
  std::uint64_t m_tar_size = 0;
  bool m_is_plain = false;
};

}  // namespace

Result<LayerFacts> run_layer_pipeline(std::unique_ptr<ByteSource> blob, const Descriptor& layer,
                                      const Digest& diff_id, const Selection& selection,
                                      ContentWatcher* watcher, Progress& progress,
                                      const std::function<bool()>& stopped) {
  return Pipeline(std::move(blob), layer, diff_id, progress, stopped).run(selection, watcher);
}

}  // namespace pushgate::oci
