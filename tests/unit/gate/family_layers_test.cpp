// SPDX-License-Identifier: Apache-2.0
#include "gate/family_layers.hpp"

#include <gtest/gtest.h>

#include "adapter/crypto/sha256.hpp"

namespace pushgate::gate {
namespace {

/// A layer for each letter: its blob and its content.
PlatformImage image(const std::string& names, const std::string& compression = "gzip") {
  PlatformImage out;
  for (const char name : names) {
    out.layers.push_back(crypto::sha256(compression + name));
    out.diff_ids.push_back(crypto::sha256(std::string(1, name)));
  }
  return out;
}

/// `torch new`; `none`.
std::string found(const PlatformImage& one, const FamilyImages& families, const std::string& planned) {
  const auto built_on = find_family(one, families, planned);
  return built_on ? built_on->family + " " + built_on->tag : "none";
}

const FamilyImages k_families = {
    {"base", {{"new", {image("a")}}}},
    {"torch", {{"new", {image("abT"), image("xyz")}}, {"old", {image("abt")}}}},
    {"web", {{"new", {image("aw")}}}},
};

TEST(FamilyLayers, the_family_with_the_most_layers_is_the_one) {
  EXPECT_EQ(found(image("abTs"), k_families, "torch"), "torch new");
  EXPECT_EQ(found(image("aws"), k_families, "torch"), "web new") << "it is on base, too";
  EXPECT_EQ(found(image("as"), k_families, "torch"), "base new");
  EXPECT_EQ(found(image("xyz"), k_families, "torch"), "torch new") << "another platform's";
}

TEST(FamilyLayers, an_older_image_of_a_family_is_that_family) {
  EXPECT_EQ(found(image("abts"), k_families, "torch"), "torch old");
}

TEST(FamilyLayers, an_image_that_shares_layers_and_not_all_is_built_on_another) {
  EXPECT_EQ(found(image("bT"), k_families, "torch"), "none");
  EXPECT_EQ(found(image("sabT"), k_families, "torch"), "none") << "not its lowest";
  EXPECT_EQ(found(image("ab"), k_families, "torch"), "base new") << "two of torch's three layers";
  EXPECT_EQ(found(image(""), k_families, "torch"), "none");
}

TEST(FamilyLayers, what_was_compressed_anew_is_known_by_its_content) {
  EXPECT_EQ(found(image("abTs", "zstd"), k_families, "torch"), "torch new");
}

TEST(FamilyLayers, of_families_with_the_same_layers_the_planned_one_counts) {
  const FamilyImages twins = {{"one", {{"t", {image("ab")}}}}, {"two", {{"t", {image("ab")}}}}};
  EXPECT_EQ(found(image("abs"), twins, "two"), "two t");
  EXPECT_EQ(found(image("abs"), twins, "one"), "one t");
  EXPECT_EQ(found(image("abs"), twins, ""), "one t");
}

TEST(FamilyLayers, a_family_without_layers_is_nobodys_base) {
  const FamilyImages empty = {{"empty", {{"t", {image("")}}}}};
  EXPECT_EQ(found(image("a"), empty, "empty"), "none");
}

}  // namespace
}  // namespace pushgate::gate
