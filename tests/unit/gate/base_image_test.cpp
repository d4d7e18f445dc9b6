// SPDX-License-Identifier: Apache-2.0
#include "gate/base_image.hpp"

#include <gtest/gtest.h>

#include "adapter/crypto/sha256.hpp"

namespace pushgate::gate {
namespace {

/// A layer for each letter.
std::vector<model::Layer> layers(const std::string& names) {
  std::vector<model::Layer> out;
  for (const char name : names) out.push_back({crypto::sha256(std::string(1, name)), "", {}});
  return out;
}

std::vector<Digest> digests(const std::string& names) {
  std::vector<Digest> out;
  for (const auto& layer : layers(names)) out.push_back(layer.diff_id);
  return out;
}

/// `BBo`: of the base, of the base, own; or the error.
std::string marked(const std::string& image, const std::string& base) {
  auto marks = layers(image);
  const auto done = mark_base(marks, digests(base), "family");
  if (!done) return done.error().subject + ": " + done.error().what;
  std::string out;
  for (const auto& layer : marks) out += layer.of_base.value() ? 'B' : 'o';
  return out;
}

TEST(BaseImage, the_lowest_layers_are_the_bases_where_all_of_it_is_there) {
  EXPECT_EQ(marked("abc", "ab"), "BBo");
  EXPECT_EQ(marked("ab", "ab"), "BB");
  EXPECT_EQ(marked("aba", "a"), "Boo") << "the same layer again is the image's own";
}

TEST(BaseImage, another_base_is_refused_by_its_layers) {
  const std::string words = "--base family: is not what the image was built on: ";
  EXPECT_EQ(marked("abc", "abd"), words + "2 of its 3 layers are the image's lowest; expected all");
  EXPECT_EQ(marked("a", "ab"), words + "1 of its 2 layers are the image's lowest; expected all");
  EXPECT_EQ(marked("ba", "ab"), words + "0 of its 2 layers are the image's lowest; expected all");
  auto any = layers("a");
  EXPECT_EQ(mark_base(any, digests("b"), "x").error().code, ErrorCode::refused);
}

}  // namespace
}  // namespace pushgate::gate
