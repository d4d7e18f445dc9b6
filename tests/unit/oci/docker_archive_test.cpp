// SPDX-License-Identifier: Apache-2.0
#include "oci/docker_archive.hpp"

#include <gtest/gtest.h>

#include "adapter/crypto/sha256.hpp"
#include "support/compressed.hpp"
#include "support/tar_builder.hpp"
#include "unit/oci/layout_builder.hpp"
#include "unit/oci/opened.hpp"

namespace pushgate::oci {
namespace {

using test::TarBuilder;

/// Written to a file of its own, so that names stay the same.
class DockerArchive {
 public:
  explicit DockerArchive(const TarBuilder& tar) : m_path(m_scratch.write("app.tar", tar.bytes())) {}
  const std::string& path() const { return m_path; }
  Result<std::unique_ptr<ImageSource>> open(const std::string& reference = "") const {
    return opened("docker-archive:" + m_path + (reference.empty() ? "" : ":" + reference));
  }

 private:
  ScratchDirectory m_scratch;
  std::string m_path;
};

const std::string k_one = "the first layer";
const std::string k_two = "the second layer";

std::string config_of(const std::vector<std::string>& layers) {
  std::vector<Digest> diff_ids;
  for (const std::string& layer : layers) diff_ids.push_back(crypto::sha256(layer));
  return config_json(diff_ids);
}

std::string list_of(std::string_view config, std::string_view tags, std::string_view layers) {
  return "[{\"Config\":\"" + std::string(config) + "\",\"RepoTags\":" + std::string(tags) +
         ",\"Layers\":" + std::string(layers) + "}]";
}

std::string hex_of(std::string_view bytes) {
  return crypto::sha256(bytes).hex();
}

TEST(DockerArchive, skopeo_s_form_links_among_members) {
  const std::string config = config_of({k_one, k_two});
  const std::string one = hex_of(k_one) + ".tar";
  const DockerArchive archive(TarBuilder()
                                  .file(one, k_one)
                                  .symlink("id1/layer.tar", "../" + one)
                                  .file("id2/layer.tar", k_two)
                                  .file(hex_of(config) + ".json", config)
                                  .file("manifest.json", list_of(hex_of(config) + ".json", R"(["app:v1"])",
                                                                 R"(["id1/layer.tar","id2/layer.tar"])")));
  const auto source = archive.open();
  ASSERT_TRUE(source) << source.error().render();
  const auto image = resolve_image(**source, "x", "linux/amd64");
  ASSERT_TRUE(image) << image.error().render();
  EXPECT_EQ(image->config_document.digest, crypto::sha256(config));
  EXPECT_EQ(image->manifest.config.media_type, media_type::k_config);
  ASSERT_EQ(image->manifest.layers.size(), 2u);
  EXPECT_EQ(image->manifest.layers[0].media_type, media_type::k_layer);
  EXPECT_EQ(image->manifest.layers[0].digest, crypto::sha256(k_one));
  EXPECT_EQ(layer_of(**source, *image, 0), k_one);
  EXPECT_EQ(layer_of(**source, *image, 1), k_two);
  // A manifest of our own making has one form for all times.
  EXPECT_EQ(
      image->manifest_document.bytes,
      R"({"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":{"mediaType":)"
      R"("application/vnd.oci.image.config.v1+json","digest":"sha256:)" +
          hex_of(config) + R"(","size":)" + std::to_string(config.size()) +
          R"(},"layers":[{"mediaType":"application/vnd.oci.image.layer.v1.tar","digest":"sha256:)" +
          hex_of(k_one) + R"(","size":15},{"mediaType":"application/vnd.oci.image.layer.v1.tar","digest":)" +
          R"("sha256:)" + hex_of(k_two) + R"(","size":16}]})");
}

TEST(DockerArchive, crane_s_form_has_gzip_layers_and_a_config_named_by_digest) {
  const std::string config = config_of({k_one, k_two});
  const std::string one = test::gzip(k_one);
  const std::string two = test::zstd(k_two);
  const DockerArchive archive(
      TarBuilder()
          .file("sha256:" + hex_of(config), config)
          .file(hex_of(one) + ".tar.gz", one)
          .file(hex_of(two) + ".tar.gz", two)
          .file("manifest.json", list_of("sha256:" + hex_of(config), "null",
                                         "[\"" + hex_of(one) + ".tar.gz\",\"" + hex_of(two) + ".tar.gz\"]")));
  const auto source = archive.open();
  ASSERT_TRUE(source) << source.error().render();
  const auto image = resolve_image(**source, "x", "");
  ASSERT_TRUE(image) << image.error().render();
  EXPECT_EQ(image->manifest.layers[0].media_type, media_type::k_layer_gzip);
  EXPECT_EQ(image->manifest.layers[1].media_type, media_type::k_layer_zstd);
  EXPECT_EQ(layer_of(**source, *image, 0), one);
  EXPECT_EQ(layer_of(**source, *image, 1), two);
}

TEST(DockerArchive, the_form_of_docker_25_keeps_blobs_and_equal_layers_once) {
  const std::string config = config_of({k_one, k_one});
  const std::string layer = "blobs/sha256/" + hex_of(k_one);
  const DockerArchive archive(
      TarBuilder()
          .file("blobs/sha256/" + hex_of(config), config)
          .file(layer, k_one)
          .file("manifest.json", list_of("blobs/sha256/" + hex_of(config), R"(["app:v1"])",
                                         "[\"" + layer + "\",\"" + layer + "\"]")));
  const auto source = archive.open("docker.io/library/app:v1");
  ASSERT_TRUE(source) << source.error().render();
  const auto image = resolve_image(**source, "x", "");
  ASSERT_TRUE(image) << image.error().render();
  EXPECT_EQ(layer_of(**source, *image, 0), k_one);
  EXPECT_EQ(layer_of(**source, *image, 1), k_one);
}

TEST(DockerArchive, a_reference_chooses_by_docker_s_rules) {
  const std::string one = config_of({k_one});
  const std::string two = config_of({k_two});
  const DockerArchive archive(
      TarBuilder()
          .file("1.tar", k_one)
          .file("2.tar", k_two)
          .file("1.json", one)
          .file("2.json", two)
          .file("manifest.json",
                R"([{"Config":"1.json","RepoTags":["app:latest","ghcr.io/acme/app:v1"],"Layers":["1.tar"]},)"
                R"({"Config":"2.json","RepoTags":["docker.io/acme/db:v2"],"Layers":["2.tar"]}])"));
  const auto config = [&](const std::string& reference) -> std::string {
    const auto source = archive.open(reference);
    if (!source) return error_text(source);
    return resolve_image(**source, "x", "").value().config_document.bytes;
  };
  EXPECT_EQ(config("app"), one);
  EXPECT_EQ(config("docker.io/library/app:latest"), one);
  EXPECT_EQ(config("ghcr.io/acme/app:v1"), one);
  EXPECT_EQ(config("acme/db:v2"), two);
  EXPECT_EQ(config("acme/db"), archive.path() +
                                   ": holds no image 'acme/db'; expected app:latest, ghcr.io/acme/app:v1, "
                                   "docker.io/acme/db:v2");
  EXPECT_EQ(error_text(archive.open(), ErrorCode::misuse),
            archive.path() +
                ": holds 2 images; expected a reference after the path: app:latest, ghcr.io/acme/app:v1, "
                "docker.io/acme/db:v2");
}

TEST(DockerArchive, a_name_that_promises_a_digest_is_held_to_it) {
  const std::string config = config_of({k_one});
  const std::string other = std::string(64, 'a');
  const auto text = [&](const std::string& config_name, const std::string& layer_name) {
    const DockerArchive archive(
        TarBuilder()
            .file(config_name, config)
            .file(layer_name, k_one)
            .file("manifest.json", list_of(config_name, "null", "[\"" + layer_name + "\"]")));
    const std::string all = error_text(archive.open());
    return all == "no error" ? all : all.substr(archive.path().size());
  };
  const std::string bad_config =
      ": has other content than its name says; expected sha256:" + other + ", got sha256:" + hex_of(config);
  EXPECT_EQ(text(other + ".json", "layer.tar"), ": member " + other + ".json" + bad_config);
  EXPECT_EQ(text("sha256:" + other, "layer.tar"), ": member sha256:" + other + bad_config);
  EXPECT_EQ(text("blobs/sha256/" + other, "layer.tar"), ": member blobs/sha256/" + other + bad_config);
  EXPECT_EQ(text("config.json", "blobs/sha256/" + other),
            ": member blobs/sha256/" + other + ": has other content than its name says; expected sha256:" +
                other + ", got sha256:" + hex_of(k_one));
  EXPECT_EQ(text("config.json", other + ".tar"), "no error");  // its diff_id, which the layer pass checks
}

TEST(DockerArchive, what_is_missing_or_of_no_form_is_said_so) {
  const auto text = [](const TarBuilder& tar) {
    const DockerArchive archive(tar);
    const std::string all = error_text(archive.open());
    EXPECT_EQ(all.substr(0, archive.path().size()), archive.path());
    return all.substr(archive.path().size());
  };
  EXPECT_EQ(text(TarBuilder().file("a", "")), ": holds no manifest.json; expected a docker-archive");
  EXPECT_EQ(text(TarBuilder().file("manifest.json", "{}")),
            ": member manifest.json: is no JSON array; expected one, of images");
  EXPECT_EQ(text(TarBuilder().file("manifest.json", "[]")), ": holds no image; expected at least one");
  EXPECT_EQ(text(TarBuilder().file("manifest.json", R"([{"Layers":[]}])")),
            ": member manifest.json [0]: member \"Config\" is missing; expected a string");
  EXPECT_EQ(text(TarBuilder().file("manifest.json", list_of("c", "null", "[]"))),
            ": holds no member 'c', which manifest.json names");
  EXPECT_EQ(text(TarBuilder().file("c", "{}").file("manifest.json", list_of("c", "null", R"(["l"])"))),
            ": holds no member 'l', which manifest.json names");
  EXPECT_EQ(text(TarBuilder()
                     .file("c", "{}")
                     .file("l", std::string("\xFD"
                                            "7zXZ\0",
                                            6))
                     .file("manifest.json", list_of("c", "null", R"(["l"])"))),
            ": member l: is compressed with xz; expected gzip, zstd or none");
  std::string many = "\"l\"";
  for (int i = 0; i < 1000; ++i) many += ",\"l\"";
  EXPECT_EQ(text(TarBuilder().file("c", "{}").file("manifest.json", list_of("c", "null", "[" + many + "]"))),
            ": member manifest.json: lists 1001 layers; expected at most 1000");
}

TEST(DockerArchive, names_in_the_list_stay_in_the_archive) {
  const DockerArchive archive(TarBuilder().file("manifest.json", list_of("../../etc/passwd", "null", "[]")));
  EXPECT_EQ(error_text(archive.open()), "path '../../etc/passwd': leaves its root by '..'");
}

}  // namespace
}  // namespace pushgate::oci
