// SPDX-License-Identifier: Apache-2.0
#include "registry/fallback_index.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "adapter/crypto/sha256.hpp"
#include "base/limits.hpp"

namespace pushgate::registry {
namespace {

const std::string k_a = std::string(64, 'a');
const std::string k_b = std::string(64, 'b');

oci::Descriptor referrer() {
  return {std::string(oci::media_type::k_manifest),
          Digest::parse_hex(k_a).value(),
          877,
          "application/vnd.x",
          {{"k", "v"}},
          std::nullopt};
}

oci::RawDocument index(const std::string& entries, std::string_view type = oci::media_type::k_index) {
  auto bytes =
      R"({"schemaVersion":2,"mediaType":")" + std::string(type) + R"(","manifests":[)" + entries + "]}";
  const auto digest = crypto::sha256(bytes);
  return {std::move(bytes), std::string(type), digest};
}

const std::string k_ours =
    R"({"mediaType":"application/vnd.oci.image.manifest.v1+json","size":877,"digest":"sha256:)" + k_a +
    R"(","artifactType":"application/vnd.x","annotations":{"k":"v"}})";
const std::string k_theirs =
    R"({"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":"sha256:)" + k_b +
    R"(","size":1,"artifactType":"y","urls":["https://x"]})";
// As cosign writes it: without the annotations.
const std::string k_ours_bare =
    R"({"mediaType":"application/vnd.oci.image.manifest.v1+json","size":877,"digest":"sha256:)" + k_a +
    R"(","artifactType":"application/vnd.x"})";

TEST(FallbackIndex, tag_has_no_suffix) {
  EXPECT_EQ(fallback_tag(Digest::parse_hex(k_a).value()), "sha256-" + k_a);
}

TEST(FallbackIndex, is_made_where_there_is_none) {
  const auto made = with_referrer(std::nullopt, referrer());
  ASSERT_TRUE(made && *made);
  EXPECT_EQ((*made)->bytes, index(k_ours).bytes);
  EXPECT_EQ((*made)->media_type, oci::media_type::k_index);
  EXPECT_EQ((*made)->digest, crypto::sha256((*made)->bytes));
}

TEST(FallbackIndex, what_others_wrote_stays) {
  const auto merged = with_referrer(index(k_theirs), referrer());
  ASSERT_TRUE(merged && *merged);
  EXPECT_EQ((*merged)->bytes, index(k_theirs + "," + k_ours).bytes);
}

TEST(FallbackIndex, nothing_changes_where_it_is_listed_already) {
  const auto same = with_referrer(index(k_theirs + "," + k_ours), referrer());
  ASSERT_TRUE(same);
  EXPECT_FALSE(*same);
}

TEST(FallbackIndex, an_entry_that_tells_less_is_mended_once) {
  const auto mended = with_referrer(index(k_ours_bare + "," + k_theirs + "," + k_ours_bare), referrer());
  ASSERT_TRUE(mended && *mended);
  EXPECT_EQ((*mended)->bytes, index(k_ours + "," + k_theirs).bytes);
}

TEST(FallbackIndex, a_tag_that_names_something_else_is_left_alone) {
  EXPECT_EQ(
      with_referrer(index("", oci::media_type::k_manifest), referrer()).error().render(),
      "pushgate: error: fallback tag: names a document of type 'application/vnd.oci.image.manifest.v1+json'; "
      "expected application/vnd.oci.image.index.v1+json\n");
  auto broken = index("");
  broken.bytes = "[]";
  EXPECT_FALSE(with_referrer(broken, referrer()));
}

TEST(FallbackIndex, has_an_end) {
  auto wordy = referrer();
  wordy.annotations["k"] = std::string(limits::k_manifest_bytes, 'x');
  EXPECT_THAT(with_referrer(std::nullopt, wordy).error().what,
              testing::MatchesRegex("would name an index of 4194[0-9]{3} bytes; expected at most 4194304"));
}

}  // namespace
}  // namespace pushgate::registry
