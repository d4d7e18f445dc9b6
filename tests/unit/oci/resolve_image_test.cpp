// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "base/format.hpp"
#include "oci/image_source.hpp"
#include "unit/oci/layout_builder.hpp"
#include "unit/oci/opened.hpp"

namespace pushgate::oci {
namespace {

const Platform k_amd64{"linux", "amd64", ""};
const Platform k_arm64{"linux", "arm64", "v8"};

std::string on(const Descriptor& descriptor, const Platform& platform, std::string_view more = "") {
  return descriptor_json(descriptor,
                         fmt::format(R"(,"platform":{{"os":"{}","architecture":"{}","variant":"{}"}}{})",
                                     platform.os, platform.architecture, platform.variant, more));
}

/// The digest of the manifest that a layout's only image resolves to, or the error.
std::string resolved(const LayoutBuilder& layout, const std::string& platform,
                     ErrorCode code = ErrorCode::unchecked) {
  const ScratchDirectory scratch;
  const auto source = opened("oci:" + layout.write(scratch, "layout"));
  if (!source) return error_text(source);
  const auto image = resolve_image(**source, "NAME", platform);
  return image ? image->manifest_document.digest.to_string() : error_text(image, code);
}

TEST(ResolveImage, an_index_of_one_platform_is_that_one_and_attestations_do_not_count) {
  LayoutBuilder layout;
  const Descriptor amd64 = layout.image({"x"}, k_amd64);
  const Descriptor attestation = layout.image({"y"}, {"unknown", "unknown", ""});
  layout.entry(descriptor_json(layout.index(
      {on(amd64, k_amd64), on(attestation, {"unknown", "unknown", ""}),
       on(attestation, k_arm64, R"(,"annotations":{"vnd.docker.reference.type":"attestation-manifest"})"),
       descriptor_json(attestation), descriptor_json(layout.blob("text/plain", "no manifest"))})));
  EXPECT_EQ(resolved(layout, ""), amd64.digest.to_string());
  EXPECT_EQ(resolved(layout, "linux/amd64"), amd64.digest.to_string());
}

TEST(ResolveImage, of_several_platforms_one_must_be_named) {
  LayoutBuilder layout;
  const Descriptor amd64 = layout.image({"x"}, k_amd64);
  const Descriptor arm64 = layout.image({"x"}, k_arm64);
  const Descriptor arm6 = layout.image({"x"}, {"linux", "arm", ""});  // its configuration leaves v6 out
  layout.entry(descriptor_json(
      layout.index({on(amd64, k_amd64), on(arm64, k_arm64), on(arm6, {"linux", "arm", "v6"})})));
  EXPECT_EQ(
      resolved(layout, "", ErrorCode::misuse),
      "NAME: holds images for 3 platforms; expected --platform with one of linux/amd64, linux/arm64/v8, "
      "linux/arm/v6");
  EXPECT_EQ(resolved(layout, "linux/amd64"), amd64.digest.to_string());
  EXPECT_EQ(resolved(layout, "linux/arm64"), arm64.digest.to_string());
  EXPECT_EQ(resolved(layout, "linux/arm64/v8"), arm64.digest.to_string());
  EXPECT_EQ(resolved(layout, "linux/arm/v6"), arm6.digest.to_string());
  EXPECT_EQ(resolved(layout, "linux/arm"),
            "NAME: holds no image for linux/arm; expected one of linux/amd64, linux/arm64/v8, linux/arm/v6");
  EXPECT_EQ(
      resolved(layout, "linux/s390x"),
      "NAME: holds no image for linux/s390x; expected one of linux/amd64, linux/arm64/v8, linux/arm/v6");
}

TEST(ResolveImage, an_artifact_type_that_is_a_configuration_s_is_an_image_s) {
  // As `crane index append` writes descriptors.
  LayoutBuilder layout;
  const Descriptor amd64 = layout.image({"x"}, k_amd64);
  const Descriptor signature = layout.image({"y"}, k_amd64);
  layout.entry(descriptor_json(
      layout.index({on(amd64, k_amd64, R"(,"artifactType":"application/vnd.oci.image.config.v1+json")"),
                    on(signature, k_amd64, R"(,"artifactType":"application/vnd.acme.signature")")})));
  EXPECT_EQ(resolved(layout, ""), amd64.digest.to_string());
}

TEST(ResolveImage, a_platform_has_two_or_three_parts) {
  LayoutBuilder layout;
  layout.entry(descriptor_json(layout.image({"x"})));
  for (const std::string bad : {"linux", "linux/", "/amd64", "linux/arm/v7/x", "linux//v7"}) {
    EXPECT_EQ(
        resolved(layout, bad, ErrorCode::misuse),
        "platform '" + bad + "': has another form; expected OS/ARCHITECTURE[/VARIANT], such as linux/amd64");
  }
}

TEST(ResolveImage, a_single_image_is_held_to_the_platform_asked_for) {
  LayoutBuilder layout;
  const Descriptor manifest = layout.image({"x"}, {"linux", "arm64", ""});
  layout.entry(descriptor_json(manifest));
  EXPECT_EQ(resolved(layout, ""), manifest.digest.to_string());
  EXPECT_EQ(resolved(layout, "linux/arm64/v8"), manifest.digest.to_string());
  EXPECT_EQ(resolved(layout, "linux/amd64"), "NAME: is an image for linux/arm64; expected linux/amd64");
}

TEST(ResolveImage, an_index_that_lies_about_a_platform_is_found_out) {
  LayoutBuilder layout;
  const Descriptor arm64 = layout.image({"x"}, k_arm64);
  layout.entry(descriptor_json(layout.index({on(arm64, k_amd64)})));
  EXPECT_EQ(resolved(layout, "linux/amd64"), "NAME: is an image for linux/arm64/v8; expected linux/amd64");
}

TEST(ResolveImage, two_images_for_one_platform_are_one_too_many) {
  LayoutBuilder layout;
  const Descriptor one = layout.image({"x"});
  const Descriptor two = layout.image({"y"});
  layout.entry(descriptor_json(layout.index({on(one, k_amd64), on(two, k_amd64), on(one, k_amd64)})));
  EXPECT_EQ(resolved(layout, "linux/amd64"), "NAME: holds 2 images for linux/amd64; expected one");
}

TEST(ResolveImage, an_index_may_leave_platforms_to_the_configurations) {
  LayoutBuilder layout;
  const Descriptor amd64 = layout.image({"x"}, k_amd64);
  const Descriptor arm64 = layout.image({"x"}, k_arm64);
  layout.entry(descriptor_json(layout.index({descriptor_json(amd64), descriptor_json(arm64)})));
  EXPECT_EQ(resolved(layout, "linux/arm64"), arm64.digest.to_string());
}

TEST(ResolveImage, indexes_may_be_nested_but_not_for_ever) {
  LayoutBuilder layout;
  const Descriptor image = layout.image({"x"});
  Descriptor nested = layout.index({on(image, k_amd64)});
  for (int depth = 1; depth < 4; ++depth) nested = layout.index({descriptor_json(nested)});
  LayoutBuilder deeper = layout;
  layout.entry(descriptor_json(nested));
  EXPECT_EQ(resolved(layout, ""), image.digest.to_string());
  const Descriptor innermost = deeper.index({on(image, k_amd64)});
  deeper.entry(descriptor_json(deeper.index({descriptor_json(nested)})));
  EXPECT_EQ(resolved(deeper, ""), "index " + innermost.digest.to_string() +
                                      ": is nested too deep; expected at most 4 indexes in each other");
}

TEST(ResolveImage, an_index_that_names_itself_is_caught_by_its_digest) {
  LayoutBuilder layout;
  const Descriptor outer = layout.index({});
  // Nobody can write an index that holds its own digest; who tries has other bytes under that name.
  const std::string loop = R"({"schemaVersion":2,"manifests":[)" + descriptor_json(outer) + "]}";
  Descriptor lying = outer;
  lying.size = loop.size();
  layout.file(LayoutBuilder::blob_name(outer), loop).entry(descriptor_json(lying));
  const std::string text = resolved(layout, "");
  EXPECT_EQ(text.substr(0, text.find(", got")), "blob " + outer.digest.to_string() +
                                                    ": has other content than its name says; expected " +
                                                    outer.digest.to_string());
}

TEST(ResolveImage, an_index_that_needs_endless_reading_is_an_error) {
  LayoutBuilder layout;
  std::vector<std::string> all;
  for (int i = 0; i < 100; ++i) all.push_back(descriptor_json(layout.image({std::to_string(i)})));
  layout.entry(descriptor_json(layout.index(all)));
  EXPECT_EQ(resolved(layout, ""),
            "NAME: needs too many documents to be read before a platform can be chosen; expected at most 64");
}

TEST(ResolveImage, an_index_without_images_or_an_artifact_is_no_image) {
  LayoutBuilder layout;
  layout.entry(descriptor_json(layout.index({})));
  EXPECT_EQ(resolved(layout, ""),
            "NAME: is an index without an image; expected one for at least one platform");
  LayoutBuilder artifact;
  const Descriptor config = artifact.blob(media_type::k_empty, "{}");
  artifact.entry(descriptor_json(artifact.blob(media_type::k_manifest, manifest_json(config, {}))));
  EXPECT_EQ(resolved(artifact, ""),
            "NAME: is no image but has a configuration of type 'application/vnd.oci.empty.v1+json'; expected "
            "'application/vnd.oci.image.config.v1+json'");
}

TEST(ResolveImage, layers_and_diff_ids_are_as_many_and_within_the_limit) {
  LayoutBuilder layout;
  const Descriptor layer = layout.blob(media_type::k_layer, "x");
  const Descriptor config = layout.blob(media_type::k_config, config_json({layer.digest}));
  const Descriptor manifest = layout.blob(media_type::k_manifest, manifest_json(config, {layer, layer}));
  layout.entry(descriptor_json(manifest));
  EXPECT_EQ(resolved(layout, ""),
            "manifest " + manifest.digest.to_string() +
                ": has 2 layers, but its configuration 1 diff_ids; expected one for each "
                "layer");
  LayoutBuilder many;
  const Descriptor big = many.image(std::vector<std::string>(2000, "x"));
  many.entry(descriptor_json(big));
  EXPECT_EQ(resolved(many, ""),
            "manifest " + big.digest.to_string() + ": has 2000 layers; expected at most 1000");
}

TEST(ResolveImage, a_broken_configuration_is_named_by_its_blob) {
  const ScratchDirectory scratch;
  LayoutBuilder layout;
  const Descriptor config = layout.blob(media_type::k_config, R"({"os":"linux"})");
  layout.entry(descriptor_json(layout.blob(media_type::k_manifest, manifest_json(config, {}))));
  const auto source = opened("oci:" + layout.write(scratch, "layout"));
  ASSERT_TRUE(source);
  EXPECT_EQ(resolve_image(**source, "x", "").error().render(),
            "pushgate: error: image configuration: member \"architecture\" is missing; expected a string\n"
            "  while reading blob " +
                config.digest.to_string() + "\n");
}

}  // namespace
}  // namespace pushgate::oci
