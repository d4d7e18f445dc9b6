// SPDX-License-Identifier: Apache-2.0
#include "adapter/compress/decompressor.hpp"

#include <gtest/gtest.h>

#include "support/compressed.hpp"
#include "unpacked.hpp"

namespace pushgate::compress {
namespace {

/// Gives its text in bites, as a connection does.
class Bites final : public ByteSource {
 public:
  Bites(std::string text, std::size_t bite) : m_text(std::move(text)), m_bite(bite) {}
  Result<std::size_t> read(std::span<std::uint8_t> buffer) override {
    const std::size_t count = std::min({m_bite, buffer.size(), m_text.size() - m_at});
    std::copy_n(m_text.data() + m_at, count, buffer.data());
    m_at += count;
    return count;
  }

 private:
  std::string m_text;
  std::size_t m_bite;
  std::size_t m_at = 0;
};

std::string read_all(std::string stream, std::size_t bite) {
  const auto source = decompressed(std::make_unique<Bites>(std::move(stream), bite));
  std::string out;
  std::vector<std::uint8_t> buffer(1000);
  while (true) {
    const auto count = source->read(buffer);
    if (!count) return "error: " + count.error().what;
    if (*count == 0) return out;
    out.append(reinterpret_cast<const char*>(buffer.data()), *count);
  }
}

TEST(Decompressed, whatever_the_compression) {
  const std::string text = sample_text(50'000);
  for (const std::size_t bite : {1u, 3u, 100'000u}) {
    EXPECT_EQ(read_all(text, bite), text);
    EXPECT_EQ(read_all(test::gzip(text), bite), text);
    EXPECT_EQ(read_all(test::zstd(text), bite), text);
    EXPECT_EQ(read_all("", bite), "");
  }
}

TEST(Decompressed, other_compressions_are_named) {
  EXPECT_EQ(read_all("BZh91AY", 1), "error: is compressed by bzip2; expected gzip, zstd or no compression");
  EXPECT_EQ(read_all(std::string("\xfd"
                                 "7zXZ\0",
                                 6),
                     6),
            "error: is compressed by xz; expected gzip, zstd or no compression");
}

TEST(Decompressed, a_cut_is_told_and_told_again) {
  const std::string stream = test::gzip("content");
  EXPECT_EQ(read_all(stream.substr(0, 15), 4), "error: is not valid gzip: it is cut short");
}

TEST(DecompressorLimits, the_total_counts) {
  Limits limits;
  limits.total_bytes = 1000;
  EXPECT_EQ(unpacked(*make_zlib_gzip(limits), test::gzip(sample_text(1000))), sample_text(1000));
  EXPECT_EQ(unpacked(*make_zlib_gzip(limits), test::gzip(sample_text(1001))),
            "error: unpacks to more than 1000 bytes");
}

TEST(DecompressorLimits, the_ratio_counts_beyond_what_is_free) {
  Limits limits;
  limits.ratio = 100;
  limits.free_bytes = 1'000'000;
  EXPECT_EQ(unpacked(*make_zlib_gzip(limits), test::gzip(std::string(1'000'000, '\0'))).size(), 1'000'000u);
  EXPECT_EQ(unpacked(*make_zlib_gzip(limits), test::gzip(std::string(2'000'000, '\0'))),
            "error: unpacks to more than 100 times its size");
  EXPECT_EQ(unpacked(*make_zlib_gzip(limits), test::gzip(sample_text(2'000'000))).size(), 2'000'000u);
}

}  // namespace
}  // namespace pushgate::compress
