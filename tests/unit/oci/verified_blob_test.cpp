// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "memory_image.hpp"

namespace pushgate::oci {
namespace {

std::string read(const std::string& stored, const std::string& promised, std::size_t bite = 3) {
  Descriptor descriptor{.media_type = "",
                        .digest = crypto::sha256(promised),
                        .size = promised.size(),
                        .artifact_type = "",
                        .annotations = {},
                        .platform = {}};
  const auto source = verified(std::make_unique<TextSource>(stored, bite), descriptor);
  std::string out;
  std::vector<std::uint8_t> buffer(7);
  while (true) {
    const auto count = source->read(buffer);
    if (!count) return count.error().render();
    if (*count == 0) return out;
    out.append(reinterpret_cast<const char*>(buffer.data()), *count);
  }
}

TEST(VerifiedBlob, gives_what_was_promised) {
  EXPECT_EQ(read("some bytes", "some bytes"), "some bytes");
  EXPECT_EQ(read("", ""), "");
}

TEST(VerifiedBlob, tells_what_was_not) {
  const std::string start = "pushgate: error: blob " + crypto::sha256("some bytes").to_string() + ": ";
  EXPECT_EQ(read("some b", "some bytes"), start + "is cut short; expected 10 bytes, got 6\n");
  EXPECT_EQ(read("some bytes, and more", "some bytes"), start + "is too long; expected 10 bytes, got more\n");
  EXPECT_EQ(read("same bytes", "some bytes"), start + "is corrupt; expected digest " +
                                                  crypto::sha256("some bytes").to_string() + ", got " +
                                                  crypto::sha256("same bytes").to_string() + "\n");
}

TEST(VerifiedBlob, the_end_stays_the_end) {
  Descriptor descriptor{.media_type = "",
                        .digest = crypto::sha256("x"),
                        .size = 1,
                        .artifact_type = "",
                        .annotations = {},
                        .platform = {}};
  const auto source = verified(std::make_unique<TextSource>("x"), descriptor);
  std::vector<std::uint8_t> buffer(4);
  EXPECT_EQ(source->read(buffer), 1u);
  EXPECT_EQ(source->read(buffer), 0u);
  EXPECT_EQ(source->read(buffer), 0u);
}

}  // namespace
}  // namespace pushgate::oci
