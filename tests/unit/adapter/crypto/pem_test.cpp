// SPDX-License-Identifier: Apache-2.0
#include "adapter/crypto/pem.hpp"

#include <gtest/gtest.h>

#include <string>

namespace pushgate::crypto {
namespace {

const std::string k_text = "-----BEGIN A KEY-----\nZm9v\nYmFy\n-----END A KEY-----\n";

std::string error_of(std::string_view text) {
  const auto pem = read_pem(text, "k.pub");
  if (pem) return "read";
  EXPECT_EQ(pem.error().code, ErrorCode::misuse);
  return pem.error().render();
}

TEST(Pem, reads_label_and_bytes) {
  const auto pem = read_pem(k_text, "k.pub");
  ASSERT_TRUE(pem);
  EXPECT_EQ(pem->label, "A KEY");
  EXPECT_EQ(pem->bytes, "foobar");
}

TEST(Pem, line_ends_and_white_space_around_do_not_matter) {
  EXPECT_TRUE(read_pem("-----BEGIN A KEY-----\r\nZm9v\r\nYmFy\r\n-----END A KEY-----\r\n", "k.pub"));
  EXPECT_TRUE(read_pem("\n\n" + k_text + "\n \n", "k.pub"));
  EXPECT_TRUE(read_pem("-----BEGIN A KEY-----\nZm9vYmFy\n-----END A KEY-----", "k.pub"));
}

TEST(Pem, writes_what_it_reads_in_lines_of_64) {
  const std::string bytes(100, 'x');
  const std::string text = write_pem("A KEY", bytes);
  EXPECT_EQ(text.find('\n', 22), 22u + 64u);
  const auto pem = read_pem(text, "k.pub");
  ASSERT_TRUE(pem);
  EXPECT_EQ(pem->bytes, bytes);
}

TEST(Pem, what_is_no_pem_is_said) {
  EXPECT_EQ(error_of(""), "pushgate: error: k.pub: is no PEM text; expected a line -----BEGIN …-----\n");
  EXPECT_EQ(error_of("# my key\n" + k_text),
            "pushgate: error: k.pub: is no PEM text; expected a line -----BEGIN …-----\n");
  EXPECT_EQ(error_of("-----BEGIN A\nKEY-----\n"),
            "pushgate: error: k.pub: is no PEM text; its BEGIN line does not end in five dashes\n");
  EXPECT_EQ(error_of("-----BEGIN A KEY-----\nZm9v\n"),
            "pushgate: error: k.pub: is cut short; expected a line -----END A KEY-----\n");
  EXPECT_EQ(error_of("-----BEGIN A KEY-----\nZm9v\n-----END B KEY-----\n"),
            "pushgate: error: k.pub: is cut short; expected a line -----END A KEY-----\n");
}

TEST(Pem, two_keys_are_not_one) {
  EXPECT_EQ(error_of(k_text + k_text),
            "pushgate: error: k.pub: has text after its line -----END A KEY-----; expected one key\n");
}

TEST(Pem, body_is_base64) {
  EXPECT_EQ(error_of("-----BEGIN A KEY-----\nProc-Type: 4,ENCRYPTED\n\nZm9v\n-----END A KEY-----\n"),
            "pushgate: error: k.pub: has a PEM body that is no base64: it is 25 characters long; expected a "
            "multiple of 4, with padding\n");
}

TEST(Pem, size_is_bounded) {
  EXPECT_EQ(error_of(std::string(65537, 'a')),
            "pushgate: error: k.pub: is 65537 bytes long; expected a key of at most 65536\n");
}

}  // namespace
}  // namespace pushgate::crypto
