// SPDX-License-Identifier: Apache-2.0
#include "adapter/crypto/sha2.hpp"

#include <gtest/gtest.h>

namespace pushgate::crypto {
namespace {

std::string hex_of(Sha2Kind kind, std::string_view text) {
  Sha2 hash(kind);
  hash.update({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
  return hex_digits(hash.finish());
}

// FIPS 180-4's example: the message `abc`.
TEST(Sha2, TheStandardsExample) {
  EXPECT_EQ(hex_of(Sha2Kind::sha256, "abc"),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(
      hex_of(Sha2Kind::sha384, "abc"),
      "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7");
  EXPECT_EQ(hex_of(Sha2Kind::sha512, "abc"),
            "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd"
            "454d4423643ce80e2a9ac94fa54ca49f");
}

TEST(Sha2, InPiecesAndAgain) {
  Sha2 hash(Sha2Kind::sha384);
  for (int turn = 0; turn < 2; ++turn) {
    for (const char c : {'a', 'b', 'c'}) {
      const auto byte = static_cast<std::uint8_t>(c);
      hash.update({&byte, 1});
    }
    EXPECT_EQ(hex_digits(hash.finish()), hex_of(Sha2Kind::sha384, "abc"));
  }
}

TEST(Sha2, Words) {
  for (const std::string_view word : {"sha256", "sha384", "sha512"}) {
    const auto kind = sha2_kind(word);
    ASSERT_TRUE(kind) << word;
    EXPECT_EQ(to_string(*kind), word);
  }
  for (const std::string_view word : {"", "SHA256", "sha-256", "sha224", "md5"})
    EXPECT_FALSE(sha2_kind(word)) << word;
}

TEST(Sha2, HexDigits) {
  EXPECT_EQ(hex_digits(std::string_view("\x00\x0f\xf0\xff", 4)), "000ff0ff");
  EXPECT_EQ(hex_digits(""), "");
}

}  // namespace
}  // namespace pushgate::crypto
