// SPDX-License-Identifier: Apache-2.0
#include "oci/chunk_ring.hpp"

#include <gtest/gtest.h>

#include <string>
#include <thread>

namespace pushgate::oci {
namespace {

void write(ChunkRing& ring, const std::string& text) {
  for (std::size_t at = 0; at < text.size();) {
    const auto chunk = ring.writable();
    const std::size_t count = std::min(chunk.size(), text.size() - at);
    std::copy_n(text.data() + at, count, chunk.data());
    ring.publish(count);
    at += count;
  }
  ring.close();
}

std::string read(ChunkRing& ring, std::size_t reader) {
  std::string out;
  for (auto chunk = ring.next(reader); !chunk.empty(); chunk = ring.next(reader))
    out.append(reinterpret_cast<const char*>(chunk.data()), chunk.size());
  return out;
}

std::string sample() {
  std::string text;
  for (int i = 0; i < 20'000; ++i) text += std::to_string(i) + " ";
  return text;
}

TEST(ChunkRing, every_reader_sees_every_byte) {
  ChunkRing ring(3, 100, 2);
  std::string first;
  std::string second;
  {
    const std::jthread writer([&] { write(ring, sample()); });
    const std::jthread reader([&] { first = read(ring, 0); });
    second = read(ring, 1);
  }
  EXPECT_EQ(first, sample());
  EXPECT_EQ(second, sample());
  EXPECT_TRUE(ring.next(0).empty()) << "the end stays the end";
}

TEST(ChunkRing, a_reader_that_leaves_is_not_waited_for) {
  ChunkRing ring(2, 100, 2);
  std::string rest;
  const std::jthread writer([&] { write(ring, sample()); });
  EXPECT_EQ(ring.next(0).size(), 100u);
  ring.leave(0);
  EXPECT_TRUE(ring.next(0).empty());
  EXPECT_EQ(read(ring, 1), sample());
}

TEST(ChunkRing, with_no_reader_left_nothing_is_waited_for) {
  ChunkRing ring(2, 100, 1);
  ring.leave(0);
  write(ring, sample());
}

TEST(ChunkRing, somebody_else_may_send_a_waiting_reader_home) {
  ChunkRing ring(2, 100, 1);
  const std::jthread reader([&] { EXPECT_EQ(read(ring, 0), ""); });
  ring.leave(0);
}

}  // namespace
}  // namespace pushgate::oci
