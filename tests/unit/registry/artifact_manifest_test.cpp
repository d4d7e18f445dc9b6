// SPDX-License-Identifier: Apache-2.0
#include "registry/artifact_manifest.hpp"

#include <gtest/gtest.h>

#include "adapter/crypto/sha256.hpp"

namespace pushgate::registry {
namespace {

TEST(ArtifactManifest, is_written_as_the_specification_has_it) {
  const oci::Descriptor subject = {std::string(oci::media_type::k_manifest),
                                   Digest::parse_hex(std::string(64, 'a')).value(),
                                   418,
                                   "ignored",
                                   {{"org.opencontainers.image.ref.name", "v1"}},
                                   std::nullopt};
  const ReferrerArtifact artifact = {
      "application/vnd.cyclonedx+json",
      "{\"bomFormat\":1}",
      {{"org.opencontainers.image.created", "2026-01-01T00:00:00Z"}, {"a", "b"}}};
  const auto made = make_artifact_manifest(artifact, subject);
  EXPECT_EQ(
      made.document.bytes,
      R"({"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json",)"
      R"("artifactType":"application/vnd.cyclonedx+json",)"
      R"("config":{"mediaType":"application/vnd.oci.empty.v1+json","size":2,)"
      R"("digest":"sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"},)"
      R"("layers":[{"mediaType":"application/vnd.cyclonedx+json","size":15,"digest":")" +
          crypto::sha256(artifact.bytes).to_string() +
          R"("}],"subject":{"mediaType":"application/vnd.oci.image.manifest.v1+json","size":418,"digest":"sha256:)" +
          std::string(64, 'a') +
          R"("},"annotations":{"a":"b","org.opencontainers.image.created":"2026-01-01T00:00:00Z"}})");
  EXPECT_EQ(made.document.digest, crypto::sha256(made.document.bytes));
  EXPECT_EQ(made.descriptor.digest, made.document.digest);
  EXPECT_EQ(made.descriptor.size, made.document.bytes.size());
  EXPECT_EQ(made.descriptor.artifact_type, "application/vnd.cyclonedx+json");
  EXPECT_EQ(made.descriptor.annotations, artifact.annotations);
  EXPECT_EQ(made.layer.digest, crypto::sha256(artifact.bytes));
  EXPECT_EQ(make_artifact_manifest(artifact, subject).document.bytes, made.document.bytes);

  const auto parsed = oci::parse_manifest(made.document);
  ASSERT_TRUE(parsed) << parsed.error().render();
  EXPECT_EQ(parsed->artifact_type, "application/vnd.cyclonedx+json");
  EXPECT_EQ(parsed->subject->size, 418u);
}

}  // namespace
}  // namespace pushgate::registry
