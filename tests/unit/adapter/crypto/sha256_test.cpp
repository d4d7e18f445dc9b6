// SPDX-License-Identifier: Apache-2.0
#include "adapter/crypto/sha256.hpp"

#include <gtest/gtest.h>

#include <array>
#include <string>

namespace pushgate::crypto {
namespace {

// FIPS 180-4 by way of NIST's example values.
const std::string k_empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
const std::string k_abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
const std::string k_million_a = "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0";

TEST(Sha256, known_values) {
  EXPECT_EQ(sha256("").hex(), k_empty);
  EXPECT_EQ(sha256("abc").hex(), k_abc);
  EXPECT_EQ(sha256(std::string(1'000'000, 'a')).hex(), k_million_a);
}

TEST(Sha256, pieces_are_one_text) {
  Sha256 hash;
  for (int i = 0; i < 1000; ++i) hash.update(std::string(i % 2 == 0 ? 999 : 1001, 'a'));
  EXPECT_EQ(hash.finish().hex(), k_million_a);
}

TEST(Sha256, bytes_and_text_are_the_same) {
  const std::array<std::uint8_t, 3> bytes{'a', 'b', 'c'};
  Sha256 hash;
  hash.update(std::span<const std::uint8_t>(bytes));
  EXPECT_EQ(hash.finish().hex(), k_abc);
}

TEST(Sha256, starts_anew_after_finish) {
  Sha256 hash;
  hash.update("something");
  static_cast<void>(hash.finish());
  EXPECT_EQ(hash.finish().hex(), k_empty);
  hash.update("abc");
  EXPECT_EQ(hash.finish().hex(), k_abc);
}

TEST(Sha256, moves_with_what_it_has_read) {
  Sha256 first;
  first.update("ab");
  Sha256 second = std::move(first);
  second.update("c");
  EXPECT_EQ(second.finish().hex(), k_abc);
}

}  // namespace
}  // namespace pushgate::crypto
