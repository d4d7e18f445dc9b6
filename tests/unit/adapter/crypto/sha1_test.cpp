// SPDX-License-Identifier: Apache-2.0
#include "adapter/crypto/sha1.hpp"

#include <gtest/gtest.h>

#include <string_view>

namespace pushgate::crypto {
namespace {

std::span<const std::uint8_t> bytes(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

// FIPS 180-4 by way of NIST's example values.
TEST(Sha1, known_values) {
  Sha1 hash;
  EXPECT_EQ(hash.finish(), "da39a3ee5e6b4b0d3255bfef95601890afd80709");
  hash.update(bytes("a"));
  hash.update(bytes(""));
  hash.update(bytes("bc"));
  Sha1 moved = std::move(hash);
  EXPECT_EQ(moved.finish(), "a9993e364706816aba3e25717850c26c9cd0d89d");
  for (int i = 0; i < 1000; ++i) moved.update(bytes(std::string(1000, 'a')));
  EXPECT_EQ(moved.finish(), "34aa973cd4c4daa4f61eeb2bdbad27316534016f");
}

}  // namespace
}  // namespace pushgate::crypto
