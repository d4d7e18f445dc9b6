// SPDX-License-Identifier: Apache-2.0
#include "adapter/crypto/base64.hpp"

#include <gtest/gtest.h>

#include <random>
#include <string>

namespace pushgate::crypto {
namespace {

std::string error_of(std::string_view text) {
  const auto decoded = decode_base64(text);
  return decoded ? "decoded" : decoded.error().render();
}

TEST(Base64, examples_of_the_rfc) {
  const std::pair<const char*, const char*> cases[] = {
      {"", ""},
      {"f", "Zg=="},
      {"fo", "Zm8="},
      {"foo", "Zm9v"},
      {"foob", "Zm9vYg=="},
      {"fooba", "Zm9vYmE="},
      {"foobar", "Zm9vYmFy"},
  };
  for (const auto& [plain, encoded] : cases) {
    EXPECT_EQ(encode_base64(plain), encoded);
    const auto decoded = decode_base64(encoded);
    ASSERT_TRUE(decoded) << encoded;
    EXPECT_EQ(*decoded, plain);
  }
}

TEST(Base64, all_bytes_come_back) {
  std::mt19937 random(1);
  for (std::size_t size = 0; size < 600; ++size) {
    std::string bytes;
    for (std::size_t i = 0; i < size; ++i) bytes += static_cast<char>(random() & 0xffu);
    const auto decoded = decode_base64(encode_base64(bytes));
    ASSERT_TRUE(decoded);
    EXPECT_EQ(*decoded, bytes);
  }
}

TEST(Base64, padding_is_required) {
  EXPECT_EQ(error_of("Zg"),
            "pushgate: error: base64: is 2 characters long; expected a multiple of 4, with padding\n");
  EXPECT_EQ(error_of("Zg="),
            "pushgate: error: base64: is 3 characters long; expected a multiple of 4, with padding\n");
}

TEST(Base64, only_its_alphabet) {
  EXPECT_EQ(error_of("Zm9v\nZg="),
            "pushgate: error: base64: has the byte 0x0a at position 4; expected A-Z, a-z, 0-9, + or /\n");
  EXPECT_EQ(error_of("-_-_"),
            "pushgate: error: base64: has the byte 0x2d at position 0; expected A-Z, a-z, 0-9, + or /\n");
  EXPECT_EQ(error_of("Zg==Zg=="),
            "pushgate: error: base64: has the byte 0x3d at position 2; expected A-Z, a-z, 0-9, + or /\n");
  EXPECT_EQ(error_of("===="),
            "pushgate: error: base64: has the byte 0x3d at position 0; expected A-Z, a-z, 0-9, + or /\n");
  EXPECT_EQ(error_of("\xff\xff\xff\xff"),
            "pushgate: error: base64: has the byte 0xff at position 0; expected A-Z, a-z, 0-9, + or /\n");
}

TEST(Base64, one_value_has_one_spelling) {
  EXPECT_EQ(error_of("Zh=="), "pushgate: error: base64: has bits after its end; expected zero bits\n");
  EXPECT_EQ(error_of("Zm9="), "pushgate: error: base64: has bits after its end; expected zero bits\n");
}

}  // namespace
}  // namespace pushgate::crypto
