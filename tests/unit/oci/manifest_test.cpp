// SPDX-License-Identifier: Apache-2.0
#include "oci/manifest.hpp"

#include <gtest/gtest.h>

#include <string>

#include "adapter/crypto/sha256.hpp"

namespace pushgate::oci {
namespace {

const std::string k_digest_a = "sha256:" + std::string(64, 'a');
const std::string k_digest_b = "sha256:" + std::string(64, 'b');

std::string descriptor(std::string_view media_type, std::string_view digest = k_digest_a,
                       std::string_view size = "7", std::string_view more = "") {
  std::string out = R"({"mediaType":")";
  out += media_type;
  out += R"(","digest":")";
  out += digest;
  out += R"(","size":)";
  out += size;
  out += more;
  return out + "}";
}

std::string manifest_with(std::string_view members) {
  return R"({"schemaVersion":2,"config":)" + descriptor(media_type::k_config) + std::string(members) + "}";
}

std::string manifest_of(std::string_view layer) {
  return manifest_with(",\"layers\":[" + std::string(layer) + "]");
}

RawDocument document(std::string bytes, std::string_view type = media_type::k_manifest) {
  return {bytes, std::string(type), crypto::sha256(bytes)};
}

/// The error's text without the document's own digest.
template <typename T>
std::string error_of(const Result<T>& result) {
  if (result) return "no error";
  EXPECT_EQ(result.error().code, ErrorCode::unchecked);
  std::string text = result.error().subject;
  const std::size_t digest = text.find(" sha256:");
  if (digest != std::string::npos) text.erase(digest, 72);
  return text + ": " + result.error().what;
}

std::string manifest_error(const std::string& bytes) {
  return error_of(parse_manifest(document(bytes)));
}
std::string layer_error(const std::string& layer) {
  return manifest_error(manifest_of(layer));
}
std::string index_error(const std::string& bytes) {
  return error_of(parse_index(document(bytes, media_type::k_index)));
}

TEST(Manifest, reads_every_member) {
  const auto manifest = parse_manifest(document(manifest_with(
      R"(,"mediaType":"application/vnd.oci.image.manifest.v1+json","artifactType":"a/b","layers":[)" +
      descriptor(media_type::k_layer_gzip, k_digest_a, "12", R"(,"annotations":{"k":"v"})") + "," +
      descriptor(media_type::k_layer, k_digest_b, "0") + R"(],"annotations":{"x":"y"},"subject":)" +
      descriptor(media_type::k_manifest, k_digest_b) + R"(,"unknown":[1])")));
  ASSERT_TRUE(manifest) << manifest.error().render();
  EXPECT_EQ(manifest->media_type, media_type::k_manifest);
  EXPECT_EQ(manifest->artifact_type, "a/b");
  EXPECT_EQ(manifest->config.media_type, media_type::k_config);
  ASSERT_EQ(manifest->layers.size(), 2u);
  EXPECT_EQ(manifest->layers[0].size, 12u);
  EXPECT_EQ(manifest->layers[0].annotations.at("k"), "v");
  EXPECT_EQ(manifest->layers[1].digest.to_string(), k_digest_b);
  ASSERT_TRUE(manifest->subject);
  EXPECT_EQ(manifest->subject->digest.to_string(), k_digest_b);
  EXPECT_EQ(manifest->annotations.at("x"), "y");
}

TEST(Manifest, the_body_s_media_type_is_optional_and_must_be_the_document_s) {
  EXPECT_EQ(parse_manifest(document(manifest_of(""), "")).value().media_type, media_type::k_manifest);
  const std::string docker =
      manifest_with(R"(,"layers":[],"mediaType":"application/vnd.docker.distribution.manifest.v2+json")");
  EXPECT_EQ(parse_manifest(document(docker, media_type::k_docker_manifest)).value().media_type,
            media_type::k_docker_manifest);
  EXPECT_EQ(
      manifest_error(docker),
      "manifest: member \"mediaType\" is 'application/vnd.docker.distribution.manifest.v2+json'; expected "
      "'application/vnd.oci.image.manifest.v1+json', as which the document is named");
  EXPECT_EQ(error_of(parse_manifest(document(manifest_of(""), "text/plain"))),
            "manifest: has the media type 'text/plain'; expected an image manifest's");
}

TEST(Manifest, required_members_are_named) {
  EXPECT_EQ(manifest_error("[]"), "manifest: is no JSON object; expected one");
  EXPECT_EQ(manifest_error("{}"), "manifest: member \"schemaVersion\" is missing; expected a number");
  EXPECT_EQ(manifest_error(R"({"schemaVersion":1})"), "manifest: member \"schemaVersion\" is 1; expected 2");
  EXPECT_EQ(manifest_error(R"({"schemaVersion":2})"),
            "manifest: member \"config\" is missing; expected a value");
  EXPECT_EQ(manifest_error(manifest_with("")), "manifest: member \"layers\" is missing; expected an array");
  EXPECT_EQ(manifest_error(manifest_with(",\"layers\":null")),
            "manifest: member \"layers\" is null; expected an array");
  EXPECT_EQ(layer_error("3"), "manifest layers[0]: is no JSON object; expected one");
  EXPECT_EQ(layer_error("{}"), "manifest layers[0]: member \"mediaType\" is missing; expected a string");
}

TEST(Manifest, digests_are_sha256_in_lower_case) {
  EXPECT_EQ(layer_error(descriptor("a/b", "sha256:ab")),
            "manifest layers[0].digest: is 'sha256:ab'; expected sha256:<64 hex digits>, lower case");
  EXPECT_EQ(layer_error(descriptor("a/b", "sha512:" + std::string(128, 'a'))).substr(0, 40),
            "manifest layers[0].digest: is 'sha512:aa");
}

TEST(Manifest, sizes_are_whole_numbers_of_63_bits) {
  EXPECT_EQ(layer_error(descriptor("a/b", k_digest_a, "-1")),
            "manifest layers[0]: member \"size\" is -1; expected a whole number from 0");
  EXPECT_EQ(layer_error(descriptor("a/b", k_digest_a, "\"7\"")),
            "manifest layers[0]: member \"size\" is a string; expected a number");
  EXPECT_EQ(
      layer_error(descriptor("a/b", k_digest_a, "9223372036854775808")),
      "manifest layers[0]: member \"size\" is 9223372036854775808; expected at most 9223372036854775807");
  EXPECT_EQ(layer_error(descriptor("a/b", k_digest_a, "9223372036854775807")), "no error");
  EXPECT_NE(layer_error(descriptor("a/b", k_digest_a, "1.5")), "no error");
  EXPECT_NE(layer_error(descriptor("a/b", k_digest_a, "99999999999999999999")), "no error");
}

TEST(Manifest, media_types_have_their_form) {
  for (const std::string good : {"a/b", "application/vnd.dev.sigstore.bundle+json;version=0.2"}) {
    EXPECT_EQ(layer_error(descriptor(good)), "no error") << good;
  }
  for (const std::string bad : {"", "a", "/", "a/", "a/b c", "a/ä", "+a/b", "a/b/c"}) {
    EXPECT_EQ(layer_error(descriptor(bad)), "manifest layers[0]: member \"mediaType\" is '" + bad +
                                                "'; expected a media type, TYPE/SUBTYPE");
  }
}

TEST(Manifest, a_document_that_two_readers_could_read_as_two_things_is_refused) {
  EXPECT_EQ(manifest_error(manifest_with(R"(,"layers":[],"manifests":[])")),
            "manifest: has a member \"manifests\"; expected none in an image manifest");
  EXPECT_EQ(index_error(R"({"schemaVersion":2,"manifests":[],"layers":[]})"),
            "index: has a member \"layers\"; expected none in an image index");
  EXPECT_EQ(
      manifest_error(manifest_with(R"(,"layers":[],"Layers":[])")),
      "manifest: member \"Layers\" is spelled wrong; expected \"layers\", for which other readers would "
      "take it");
  EXPECT_EQ(
      manifest_error(manifest_with(",\"layers\":[],\"layer\xC5\xBF\":[]")),
      "manifest: member \"layer\xC5\xBF\" is spelled wrong; expected \"layers\", for which other readers "
      "would take it");
  EXPECT_NE(manifest_error(manifest_with(R"(,"layers":[],"layers":[])")).find("duplicate"),
            std::string::npos);
  EXPECT_EQ(layer_error(descriptor("a/b", k_digest_a, "1", R"(,"Digest":"x")")),
            "manifest layers[0]: member \"Digest\" is spelled wrong; expected \"digest\", for which other "
            "readers would take it");
}

TEST(Manifest, annotations_are_strings_and_null_counts_as_absent) {
  EXPECT_EQ(manifest_error(manifest_with(R"(,"layers":[],"annotations":{"a":1})")),
            "manifest: member \"annotations\" holds a value that is no string; expected strings");
  EXPECT_EQ(manifest_error(manifest_with(R"(,"layers":[],"annotations":[])")),
            "manifest: member \"annotations\" is an array; expected an object");
  EXPECT_EQ(manifest_error(manifest_with(R"(,"layers":[],"annotations":null,"subject":null)")), "no error");
}

TEST(Index, reads_platforms_and_annotations) {
  const auto index = parse_index(document(
      R"({"schemaVersion":2,"manifests":[)" +
          descriptor(media_type::k_manifest, k_digest_a, "1",
                     R"(,"platform":{"os":"linux","architecture":"arm64","variant":"v8","os.version":"1"})") +
          "," + descriptor(media_type::k_manifest, k_digest_b, "2", R"(,"artifactType":"x/y")") + "]}",
      ""));
  ASSERT_TRUE(index) << index.error().render();
  EXPECT_EQ(index->media_type, media_type::k_index);
  ASSERT_EQ(index->manifests.size(), 2u);
  ASSERT_TRUE(index->manifests[0].platform);
  EXPECT_EQ(index->manifests[0].platform->to_string(), "linux/arm64/v8");
  EXPECT_FALSE(index->manifests[1].platform);
  EXPECT_EQ(index->manifests[1].artifact_type, "x/y");
}

TEST(Index, a_platform_has_an_os_and_an_architecture) {
  EXPECT_EQ(index_error(R"({"schemaVersion":2,"manifests":[)" +
                        descriptor("a/b", k_digest_a, "1", R"(,"platform":{"os":"linux"})") + "]}"),
            "index manifests[0] platform: member \"architecture\" is missing; expected a string");
  EXPECT_EQ(index_error(R"({"schemaVersion":2})"),
            "index: member \"manifests\" is missing; expected an array");
  EXPECT_TRUE(is_index(media_type::k_index));
  EXPECT_TRUE(is_index(media_type::k_docker_list));
  EXPECT_FALSE(is_index(media_type::k_manifest));
}

TEST(Config, reads_what_runs) {
  const auto config = parse_config(
      R"({"os":"linux","architecture":"arm64","variant":"v8","created":"x","config":{"User":"10001:10001",
      "ExposedPorts":{"8080/tcp":{},"53/udp":{}},"Env":["A=1"],"Entrypoint":["/e"],"Cmd":["c","d"],
      "WorkingDir":"/app","Volumes":{"/data":{}},"Labels":{"l":"v"},"Healthcheck":{"Test":["CMD","curl"],"Interval":1}},"rootfs":{"type":"layers",
      "diff_ids":[")" +
      k_digest_a + R"("]},"history":[{"created_by":"FROM","empty_layer":true},{"comment":"x"}]})");
  ASSERT_TRUE(config) << config.error().render();
  EXPECT_EQ(config->platform, (Platform{"linux", "arm64", "v8"}));
  EXPECT_EQ(config->user, "10001:10001");
  EXPECT_EQ(config->exposed_ports, (std::vector<std::string>{"8080/tcp", "53/udp"}));
  EXPECT_EQ(config->env, std::vector<std::string>{"A=1"});
  EXPECT_EQ(config->entrypoint, std::vector<std::string>{"/e"});
  EXPECT_EQ(config->cmd, (std::vector<std::string>{"c", "d"}));
  EXPECT_EQ(config->working_dir, "/app");
  EXPECT_EQ(config->volumes, std::vector<std::string>{"/data"});
  EXPECT_EQ(config->labels.at("l"), "v");
  EXPECT_EQ(config->healthcheck, (std::vector<std::string>{"CMD", "curl"}));
  ASSERT_EQ(config->diff_ids.size(), 1u);
  EXPECT_EQ(config->diff_ids[0].to_string(), k_digest_a);
  ASSERT_EQ(config->history.size(), 2u);
  EXPECT_TRUE(config->history[0].empty_layer);
  EXPECT_EQ(config->history[0].created_by, "FROM");
  EXPECT_FALSE(config->history[1].empty_layer);
}

TEST(Config, nulls_are_what_docker_writes_for_nothing) {
  const auto config = parse_config(
      R"({"os":"linux","architecture":"amd64","config":{"Cmd":null,"Env":null,"ExposedPorts":null,"Labels":null,
      "Entrypoint":null},"rootfs":{"type":"layers","diff_ids":[]},"history":null})");
  ASSERT_TRUE(config) << config.error().render();
  EXPECT_TRUE(config->healthcheck.empty());
  EXPECT_TRUE(parse_config(
      R"({"os":"linux","architecture":"amd64","config":null,"rootfs":{"type":"layers","diff_ids":[]}})"));
}

TEST(Config, errors_name_the_member) {
  const auto error = [](std::string_view members) {
    return error_of(parse_config(R"({"os":"linux","architecture":"amd64")" + std::string(members) + "}"));
  };
  const std::string rootfs = R"(,"rootfs":{"type":"layers","diff_ids":[]})";
  EXPECT_EQ(error_of(parse_config("{}")), "image configuration: member \"os\" is missing; expected a string");
  EXPECT_EQ(error(""), "image configuration: member \"rootfs\" is missing; expected a value");
  EXPECT_EQ(error(R"(,"rootfs":{"type":"x","diff_ids":[]})"),
            "image configuration rootfs: member \"type\" is 'x'; expected 'layers'");
  EXPECT_EQ(error(R"(,"rootfs":{"type":"layers","diff_ids":[7]})"),
            "image configuration rootfs diff_ids[0]: is no string; expected sha256:<64 hex digits>");
  EXPECT_EQ(error(rootfs + R"(,"config":{"Env":"A=1"})"),
            "image configuration config: member \"Env\" is a string; expected an array");
  EXPECT_EQ(error(rootfs + R"(,"config":{"Cmd":[1]})"),
            "image configuration config: member \"Cmd\" holds a value that is no string; expected strings");
  EXPECT_EQ(
      error(rootfs + R"(,"config":{"user":"root"})"),
      "image configuration config: member \"user\" is spelled wrong; expected \"User\", for which other "
      "readers would take it");
  EXPECT_EQ(error(rootfs + R"(,"history":[{"empty_layer":1}])"),
            "image configuration history[0]: member \"empty_layer\" is no boolean; expected true or false");
  EXPECT_NE(error(rootfs + "," + R"("x":)" + std::string(300, '[')), "no error");
}

}  // namespace
}  // namespace pushgate::oci
