// SPDX-License-Identifier: Apache-2.0
#include "registry/cosign_manifest.hpp"

#include <gtest/gtest.h>

#include <string>

#include "adapter/crypto/sha256.hpp"
#include "base/format.hpp"
#include "tiny_registry.hpp"

namespace pushgate::registry {
namespace {

const Digest k_image = crypto::sha256("an image");
const std::string k_payload = "payload";
const std::string k_simple_signing = "application/vnd.dev.cosign.simplesigning.v1+json";

oci::Descriptor signature(const std::string& text, const std::string& payload = k_payload) {
  auto layer = describe(payload, k_simple_signing);
  layer.annotations = {{k_cosign_signature, text}};
  return layer;
}

std::string layer_text(const std::string& text, const std::string& payload = k_payload) {
  return fmt::format(
      R"({{"mediaType":"{}","size":{},"digest":"{}","annotations":{{"dev.cosignproject.cosign/signature":"{}"}}}})",
      k_simple_signing, payload.size(), crypto::sha256(payload).to_string(), text);
}

std::string configuration(const std::vector<std::string>& payloads) {
  std::string history;
  std::string diff_ids;
  for (const auto& payload : payloads) {
    history += fmt::format(R"({}{{"created":"0001-01-01T00:00:00Z"}})", history.empty() ? "" : ",");
    diff_ids += fmt::format(R"({}"{}")", diff_ids.empty() ? "" : ",", crypto::sha256(payload).to_string());
  }
  return fmt::format(R"({{"architecture":"","created":"0001-01-01T00:00:00Z","history":[{}],"os":"",)"
                     R"("rootfs":{{"type":"layers","diff_ids":[{}]}},"config":{{}}}})",
                     history, diff_ids);
}

std::string manifest(const std::string& layers, const std::string& config) {
  return fmt::format(
      R"({{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json",)"
      R"("config":{{"mediaType":"application/vnd.oci.image.config.v1+json","size":{},"digest":"{}"}},"layers":[{}]}})",
      config.size(), crypto::sha256(config).to_string(), layers);
}

oci::RawDocument document(std::string bytes, std::string_view type = oci::media_type::k_manifest) {
  const auto digest = crypto::sha256(bytes);
  return {std::move(bytes), std::string(type), digest};
}

const CosignManifest& signatures() {
  static const CosignManifest k_signatures(k_image, CosignManifest::Kind::signatures);
  return k_signatures;
}

TEST(CosignManifest, stands_under_cosigns_tags) {
  EXPECT_EQ(signatures().tag(), "sha256-" + k_image.hex() + ".sig");
  EXPECT_EQ(CosignManifest(k_image, CosignManifest::Kind::attestations).tag(),
            "sha256-" + k_image.hex() + ".att");
}

TEST(CosignManifest, is_made_as_cosign_writes_it) {
  const auto made = signatures().with(std::nullopt, signature("AAAA"));
  ASSERT_TRUE(made && *made);
  EXPECT_EQ((*made)->bytes, manifest(layer_text("AAAA"), configuration({k_payload})));
  EXPECT_EQ((*made)->media_type, oci::media_type::k_manifest);
  EXPECT_EQ((*made)->digest, crypto::sha256((*made)->bytes));
}

TEST(CosignManifest, what_others_wrote_stays_byte_for_byte) {
  // Another order, a member that nobody knows, annotations of a keyless signature, and ones of the manifest.
  const std::string theirs = fmt::format(
      R"({{"digest":"{}","mediaType":"{}","x":[1.50,"ä"],"size":5,"annotations":)"
      R"({{"dev.sigstore.cosign/certificate":"-----BEGIN","dev.cosignproject.cosign/signature":"BBBB"}}}})",
      crypto::sha256("other").to_string(), k_simple_signing);
  std::string before = manifest(theirs, "{}");
  before.insert(before.size() - 1, R"(,"annotations":{"k":"v"})");
  const auto made = signatures().with(document(before), signature("AAAA"));
  ASSERT_TRUE(made && *made) << made.error().render();
  std::string expected = manifest(theirs + "," + layer_text("AAAA"), configuration({"other", k_payload}));
  expected.insert(expected.size() - 1, R"(,"annotations":{"k":"v"})");
  // 1.50 and 1.5 are one number to every reader.
  expected.replace(expected.find("1.50"), 4, "1.5");
  EXPECT_EQ((*made)->bytes, expected);
}

TEST(CosignManifest, one_payload_has_many_signatures) {
  const auto one = signatures().with(std::nullopt, signature("AAAA")).value();
  EXPECT_FALSE(signatures().with(one, signature("AAAA")).value());
  const auto two = signatures().with(one, signature("BBBB")).value();
  ASSERT_TRUE(two);
  EXPECT_EQ(two->bytes,
            manifest(layer_text("AAAA") + "," + layer_text("BBBB"), configuration({k_payload, k_payload})));
  EXPECT_EQ(signatures().entries(*two).value().size(), 2u);
}

TEST(CosignManifest, dockers_manifest_stays_dockers) {
  std::string before = manifest(layer_text("AAAA"), configuration({k_payload}));
  const std::string oci_type(oci::media_type::k_manifest);
  before.replace(before.find(oci_type), oci_type.size(), oci::media_type::k_docker_manifest);
  const auto made =
      signatures().with(document(before, oci::media_type::k_docker_manifest), signature("BBBB")).value();
  ASSERT_TRUE(made);
  EXPECT_EQ(made->media_type, oci::media_type::k_docker_manifest);
  EXPECT_EQ(oci::parse_manifest(*made).value().config.media_type, oci::media_type::k_docker_config);
}

TEST(CosignManifest, what_is_none_is_named_and_left) {
  const auto error_of = [](const oci::RawDocument& existing) {
    const auto made = signatures().with(existing, signature("AAAA"));
    return made ? "made" : made.error().render();
  };
  const auto index = document(
      fmt::format(R"({{"schemaVersion":2,"mediaType":"{}","manifests":[]}})", oci::media_type::k_index),
      oci::media_type::k_index);
  EXPECT_EQ(
      error_of(index),
      fmt::format("pushgate: error: manifest {}: has the media type '{}'; expected an image manifest's\n",
                  index.digest.to_string(), oci::media_type::k_index));
  std::string layers = layer_text("0");
  for (int i = 1; i < 1000; ++i) layers += "," + layer_text(std::to_string(i));
  EXPECT_EQ(
      error_of(document(manifest(layers, "{}"))),
      fmt::format("pushgate: error: tag {}: names 1000 signed documents; expected fewer than 1000, of which "
                  "cosign reads no more\n",
                  signatures().tag()));
}

TEST(CosignManifest, its_configuration_goes_up_before_it) {
  Served served(false);
  const auto made = signatures().with(std::nullopt, signature("AAAA")).value();
  ASSERT_TRUE(made);
  EXPECT_TRUE(signatures().prepare(served.client, *made).value());
  EXPECT_EQ(served.registry->blobs.at(crypto::sha256(configuration({k_payload})).to_string()),
            configuration({k_payload}));
}

}  // namespace
}  // namespace pushgate::registry
