// SPDX-License-Identifier: Apache-2.0
#include "registry/push_blobs.hpp"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <numeric>
#include <optional>
#include <utility>

#include "base/side_by_side.hpp"

namespace pushgate::registry {

namespace {

constexpr std::uint64_t k_large_blob_bytes = 32u << 20;

/// A blob of several, as the upload of one sees its progress.
class OneOfMany final : public Progress {
 public:
  OneOfMany(PushProgress& all, const oci::Descriptor& blob) : m_all(all), m_blob(blob) {}
  void begin(std::string_view, std::uint64_t) override {}
  void advance(std::uint64_t bytes) override { m_all.advance(m_blob, bytes); }
  void end() override {}

 private:
  PushProgress& m_all;
  const oci::Descriptor& m_blob;
};

/// The places that uploads share. A large blob takes two: it keeps a connection busy alone, and four large
/// ones at once leave the largest to go on by itself when the others are through.
class Places {
 public:
  template <typename Work>
  void run(const oci::Descriptor& blob, const Work& work) {
    const std::size_t places = blob.size > k_large_blob_bytes ? 2 : 1;
    {
      std::unique_lock lock(m_mutex);
      m_freed.wait(lock, [&] { return m_free >= places; });
      m_free -= places;
    }
    work();
    {
      const std::lock_guard lock(m_mutex);
      m_free += places;
    }
    m_freed.notify_all();
  }

 private:
  std::mutex m_mutex;  // guards m_free
  std::condition_variable m_freed;
  std::size_t m_free = k_blobs_at_once;
};

class BlobQueue {
 public:
  BlobQueue(Client& client, oci::ImageSource& source, const std::vector<PushedBlob>& blobs,
            const std::vector<Client*>& mount_from, PushProgress& progress)
      : m_client(client),
        m_source(source),
        m_blobs(blobs),
        m_mount_from(mount_from),
        m_progress(progress),
        m_results(blobs.size()),
        m_first_failed(blobs.size()) {}

  Result<void> run() {
    std::vector<std::size_t> order(m_blobs.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(order, std::ranges::greater(),
                             [this](std::size_t i) { return m_blobs[i].descriptor.size; });
    Places places;
    side_by_side(
        order.size(),
        [&](std::size_t i) { places.run(m_blobs[order[i]].descriptor, [&] { push(order[i]); }); },
        k_blobs_at_once);
    const std::size_t failed = m_first_failed;
    return failed == m_blobs.size() ? Result<void>() : fail(std::move(*m_results[failed]));
  }

 private:
  /// Ends its blob where another one, before it, has failed.
  class Given final : public ByteSource {
   public:
    Given(const BlobQueue& queue, std::size_t index, std::unique_ptr<ByteSource> source)
        : m_queue(queue), m_index(index), m_source(std::move(source)) {}
    Result<std::size_t> read(std::span<std::uint8_t> buffer) override {
      TRY(m_queue.expect_wanted(m_index));
      return m_source->read(buffer);
    }

   private:
    const BlobQueue& m_queue;
    std::size_t m_index;
    std::unique_ptr<ByteSource> m_source;
  };

  Result<void> expect_wanted(std::size_t index) const {
    if (index < m_first_failed) return {};
    return fail(Error::unchecked("push", "was given up"));  // seen by nobody: the first error is told
  }

  void push(std::size_t index) {
    if (index > m_first_failed) return;
    const auto& [blob, bytes] = m_blobs[index];
    auto pushed = bytes ? m_client.upload_blob(blob, *bytes) : push_from_source(index, blob);
    if (pushed) return;
    m_results[index] = std::move(pushed).error();
    std::size_t first = m_first_failed;
    while (index < first && !m_first_failed.compare_exchange_weak(first, index)) {
    }
  }

  Result<void> push_from_source(std::size_t index, const oci::Descriptor& blob) {
    m_progress.begin(blob);
    OneOfMany progress(m_progress, blob);
    const auto open = [&]() -> Result<std::unique_ptr<ByteSource>> {
      TRY(expect_wanted(index));
      TRY_ASSIGN(auto source, m_source.blob(blob));
      return std::make_unique<Given>(*this, index, std::move(source));
    };
    TRY_ASSIGN(const auto how, m_client.upload_blob(blob, open, progress, m_mount_from));
    m_progress.end(blob, how);
    return {};
  }

  Client& m_client;
  oci::ImageSource& m_source;
  const std::vector<PushedBlob>& m_blobs;
  const std::vector<Client*>& m_mount_from;
  PushProgress& m_progress;
  std::vector<std::optional<Error>> m_results;
  std::atomic<std::size_t> m_first_failed;
};

}  // namespace

Result<void> push_blobs(Client& client, oci::ImageSource& source, const std::vector<PushedBlob>& blobs,
                        const std::vector<Client*>& mount_from, PushProgress& progress) {
  std::size_t shown = 0;
  std::uint64_t total = 0;
  for (const auto& blob : blobs) {
    if (blob.bytes) continue;
    ++shown;
    total += blob.descriptor.size;
  }
  progress.begin_all(shown, total);
  TRY(BlobQueue(client, source, blobs, mount_from, progress).run());
  progress.end_all();
  return {};
}

}  // namespace pushgate::registry
