// SPDX-License-Identifier: Apache-2.0
// Every test runs with each library that inflates gzip here; they have to agree, word for word.
#include <gtest/gtest.h>

#include "adapter/compress/decompressor.hpp"
#include "support/compressed.hpp"
#include "unpacked.hpp"

namespace pushgate::compress {
namespace {

using Maker = std::unique_ptr<Decompressor> (*)(Limits);

class Gzip : public testing::TestWithParam<Maker> {
 protected:
  void SetUp() override {
    if (!GetParam()({})) GTEST_SKIP() << "built without ISA-L";
  }
  static std::string read(std::string_view stream, std::size_t piece = 1u << 20,
                          std::size_t room = 1u << 16) {
    return unpacked(*GetParam()({}), stream, piece, room);
  }
};

INSTANTIATE_TEST_SUITE_P(by, Gzip, testing::Values(&make_isal_gzip, &make_zlib_gzip), [](const auto& chosen) {
  return chosen.param == &make_isal_gzip ? "isal" : "zlib";
});

TEST_P(Gzip, unpacks_in_pieces_of_any_size) {
  const std::string text = sample_text(300'000);
  const std::string stream = test::gzip(text);
  EXPECT_EQ(read(stream), text);
  EXPECT_EQ(read(stream, 1), text);
  EXPECT_EQ(read(stream, 7, 3), text);
  EXPECT_EQ(read(stream, 4096, 1u << 20), text);
}

TEST_P(Gzip, stored_and_empty_streams) {
  const std::string text = sample_text(200'000);
  EXPECT_EQ(read(test::gzip(text, 0)), text);
  EXPECT_EQ(read(test::gzip("")), "");
}

TEST_P(Gzip, several_members_are_one_stream) {
  const std::string stream = test::gzip("one ") + test::gzip("") + test::gzip("two ") + test::gzip("three");
  EXPECT_EQ(read(stream), "one two three");
  EXPECT_EQ(read(stream, 1), "one two three");
  EXPECT_EQ(read(stream, 5, 2), "one two three");
}

TEST_P(Gzip, optional_header_fields_are_passed_over) {
  const std::string plain = test::gzip("content");
  std::string stream = plain.substr(0, 10);
  stream[3] = 0x04 | 0x08 | 0x10;  // extra, name, comment
  stream += std::string(
                "\x03\x00"
                "abc",
                5) +
            std::string("file.tar\0", 9) + std::string("note\0", 5);
  stream += plain.substr(10);
  EXPECT_EQ(read(stream), "content");
  EXPECT_EQ(read(stream, 1), "content");
}

TEST_P(Gzip, what_follows_the_last_member_is_refused) {
  for (const std::string& tail : {std::string("x"), std::string(512, '\0'), std::string("\x1f\x8c")}) {
    EXPECT_EQ(read(test::gzip("text") + tail), "error: is not valid gzip: bytes follow its last member");
    EXPECT_EQ(read(test::gzip("text") + tail, 1), "error: is not valid gzip: bytes follow its last member");
  }
  EXPECT_EQ(read(test::gzip("text") + "\x1f\x8b\x07"), "error: is not valid gzip: it has a bad header");
}

TEST_P(Gzip, a_cut_at_any_byte_is_told) {
  const std::string stream = test::gzip(sample_text(400));
  for (std::size_t size = 1; size < stream.size(); ++size) {
    EXPECT_EQ(read(stream.substr(0, size)), "error: is not valid gzip: it is cut short") << size;
  }
  EXPECT_EQ(read(""), "error: is not valid gzip: it is cut short");
  const std::string two = test::gzip("one") + test::gzip("two");
  EXPECT_EQ(read(two.substr(0, two.size() - 1)), "error: is not valid gzip: it is cut short");
}

TEST_P(Gzip, checksum_and_length_are_checked) {
  std::string stream = test::gzip("content");
  std::string wrong = stream;
  wrong[stream.size() - 8] = static_cast<char>(wrong[stream.size() - 8] ^ 1);
  EXPECT_EQ(read(wrong), "error: is not valid gzip: its checksum or length is wrong");
  EXPECT_EQ(read(wrong, 1), "error: is not valid gzip: its checksum or length is wrong");
  wrong = stream;
  wrong[stream.size() - 4] = static_cast<char>(wrong[stream.size() - 4] ^ 1);
  EXPECT_EQ(read(wrong), "error: is not valid gzip: its checksum or length is wrong");
  // A flipped byte in stored data changes nothing that DEFLATE could see.
  wrong = test::gzip(sample_text(1000), 0);
  wrong[500] = static_cast<char>(wrong[500] ^ 1);
  EXPECT_EQ(read(wrong), "error: is not valid gzip: its checksum or length is wrong");
}

TEST_P(Gzip, corrupt_data_is_told) {
  std::string stream = test::gzip(sample_text(1000));
  stream[10] = '\x07';  // the last block, of the reserved type 3
  EXPECT_EQ(read(stream), "error: is not valid gzip: its DEFLATE data is corrupt");
  // A back reference to before the start: fixed codes, length 3 and distance 1 as the first symbol.
  const std::string before =
      test::gzip("").substr(0, 10) + std::string("\x03\x02\x00", 3) + std::string(8, '\0');
  EXPECT_EQ(read(before), "error: is not valid gzip: its DEFLATE data is corrupt");
}

TEST_P(Gzip, bad_headers_are_told) {
  const std::string good = test::gzip("content");
  const auto with = [&](std::size_t at, char byte) {
    std::string stream = good;
    stream[at] = byte;
    return stream;
  };
  EXPECT_EQ(read(with(0, 'x')), "error: is not valid gzip: it has a bad header");
  EXPECT_EQ(read(with(2, 7)), "error: is not valid gzip: it has a bad header");
  EXPECT_EQ(read(with(3, '\x20')), "error: is not valid gzip: it has a bad header");
  std::string checked = good.substr(0, 10);
  checked[3] = 0x02;  // a header checksum, which is wrong
  checked += "\xff\xff";
  EXPECT_EQ(read(checked + good.substr(10)), "error: is not valid gzip: it has a bad header");
  // The right one: the low half of the CRC-32 of `1f 8b 08 02 00 00 00 00 00 03`.
  checked.replace(8, 4, "\x00\x03\xa7\x77", 4);
  EXPECT_EQ(read(checked + good.substr(10)), "content");
}

}  // namespace
}  // namespace pushgate::compress
