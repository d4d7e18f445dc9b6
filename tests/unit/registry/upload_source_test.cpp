// SPDX-License-Identifier: Apache-2.0
#include "registry/upload_source.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>

#include "tiny_registry.hpp"

namespace pushgate::registry {
namespace {

class Counter final : public Progress {
 public:
  void begin(std::string_view, std::uint64_t) override {}
  void advance(std::uint64_t bytes) override { total += bytes; }
  void end() override {}
  std::uint64_t total = 0;
};

// `size` bytes, of which the one at `flipped` (if any) is another.
class Pattern final : public ByteSource {
 public:
  Pattern(std::size_t size, std::size_t flipped) : m_size(size), m_flipped(flipped) {}
  Result<std::size_t> read(std::span<std::uint8_t> buffer) override {
    const auto count = std::min({buffer.size(), m_size - m_at, std::size_t{50'000}});
    for (std::size_t i = 0; i < count; ++i) buffer[i] = m_at + i == m_flipped ? 'X' : 'p';
    m_at += count;
    return count;
  }

 private:
  std::size_t m_size, m_flipped, m_at = 0;
};

struct Outcome {
  std::size_t given = 0;
  std::string error;
};

Outcome drain(UploadSource& source) {
  Outcome out;
  std::array<std::uint8_t, 10'007> buffer{};
  for (;;) {
    const auto count = source.read(buffer);
    if (!count) {
      out.error = count.error().what;
      return out;
    }
    if (*count == 0) return out;
    out.given += *count;
  }
}

TEST(UploadSource, gives_every_byte_and_tells_progress_once) {
  Counter counter;
  std::uint64_t reported = 0;
  for (int attempt = 0; attempt < 2; ++attempt) {
    UploadSource source(std::make_unique<Pattern>(1'000'000, ~0u), describe(std::string(1'000'000, 'p')),
                        counter, reported);
    const auto out = drain(source);
    EXPECT_EQ(out.given, 1'000'000u);
    EXPECT_EQ(out.error, "");
  }
  EXPECT_EQ(counter.total, 1'000'000u);
}

TEST(UploadSource, never_gives_the_last_piece_of_what_is_not_the_blob) {
  const auto wanted = describe(std::string(1'000'000, 'p'));
  Counter counter;
  std::uint64_t reported = 0;
  UploadSource flipped(std::make_unique<Pattern>(1'000'000, 17), wanted, counter, reported);
  auto out = drain(flipped);
  EXPECT_LT(out.given, 1'000'000u);
  EXPECT_NE(out.error, "");
  UploadSource shorter(std::make_unique<Pattern>(999'999, ~0u), wanted, counter, reported);
  out = drain(shorter);
  EXPECT_LT(out.given, 1'000'000u);
  EXPECT_NE(out.error, "");
  UploadSource longer(std::make_unique<Pattern>(1'000'001, ~0u), wanted, counter, reported);
  out = drain(longer);
  EXPECT_LT(out.given, 1'000'000u);
  EXPECT_NE(out.error, "");
}

TEST(UploadSource, of_a_small_blob_that_is_wrong_gives_nothing) {
  Counter counter;
  std::uint64_t reported = 0;
  UploadSource source(std::make_unique<Pattern>(4, 0), describe("pppp"), counter, reported);
  EXPECT_EQ(drain(source).given, 0u);
  UploadSource empty(std::make_unique<Pattern>(0, ~0u), describe(""), counter, reported);
  EXPECT_EQ(drain(empty).error, "");
}

}  // namespace
}  // namespace pushgate::registry
