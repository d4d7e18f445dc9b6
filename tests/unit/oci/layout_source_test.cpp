// SPDX-License-Identifier: Apache-2.0
#include "oci/layout_source.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>

#include "unit/oci/layout_builder.hpp"
#include "unit/oci/opened.hpp"

namespace pushgate::oci {
namespace {

TEST(LayoutSource, gives_manifest_configuration_and_layers_of_the_only_image) {
  const ScratchDirectory scratch;
  LayoutBuilder layout;
  const Descriptor manifest = layout.image({"first layer", "second layer"});
  layout.entry(descriptor_json(manifest));
  // A path with a space, a newline, an at-sign and a colon is a path like any other.
  const std::string dir = layout.write(scratch, "a b\n@c:d");
  const auto source = opened("oci:" + dir);
  ASSERT_TRUE(source) << source.error().render();
  const auto root = (*source)->root();
  ASSERT_TRUE(root);
  EXPECT_EQ(root->digest, manifest.digest);
  EXPECT_EQ(root->media_type, media_type::k_manifest);
  const auto image = resolve_image(**source, "oci:x", "");
  ASSERT_TRUE(image) << image.error().render();
  EXPECT_EQ(image->descriptor().digest, manifest.digest);
  EXPECT_EQ(image->descriptor().size, manifest.size);
  EXPECT_EQ(layer_of(**source, *image, 0), "first layer");
  EXPECT_EQ(layer_of(**source, *image, 1), "second layer");
}

TEST(LayoutSource, an_opened_image_stays_what_it_was) {
  const ScratchDirectory scratch;
  LayoutBuilder layout;
  const Descriptor manifest = layout.image({"layer"});
  const std::string dir = layout.named(manifest, "v1").write(scratch, "layout");
  const auto source = opened("oci:" + dir + ":v1");
  ASSERT_TRUE(source);
  scratch.write("layout/index.json", "broken");
  std::filesystem::rename(dir, scratch.path("moved"));
  const auto image = resolve_image(**source, "x", "");
  ASSERT_TRUE(image) << image.error().render();
  EXPECT_EQ(image->manifest_document.digest, manifest.digest);
  EXPECT_EQ(layer_of(**source, *image, 0), "layer");
}

TEST(LayoutSource, a_tag_chooses_by_name_by_reference_or_by_digest) {
  const ScratchDirectory scratch;
  LayoutBuilder layout;
  const Descriptor one = layout.image({"one"});
  const Descriptor two = layout.image({"two"});
  const std::string dir = layout.named(one, "v1").named(two, "ghcr.io/acme/app:v2").write(scratch, "layout");
  const auto chosen = [&](const std::string& tag) -> std::string {
    const auto source = opened("oci:" + dir + ":" + tag);
    return source ? (*source)->root()->digest.to_string() : error_text(source);
  };
  EXPECT_EQ(chosen("v1"), one.digest.to_string());
  EXPECT_EQ(chosen("v2"), two.digest.to_string());
  EXPECT_EQ(chosen("ghcr.io/acme/app:v2"), two.digest.to_string());
  EXPECT_EQ(chosen(one.digest.to_string()), one.digest.to_string());
  EXPECT_EQ(chosen("v3"), dir + ": holds no image 'v3'; expected one of v1, ghcr.io/acme/app:v2");
  EXPECT_EQ(chosen("ghcr.io/acme/db:v2").substr(dir.size(), 17), ": holds no image ");
  EXPECT_EQ(error_text(opened("oci:" + dir), ErrorCode::misuse),
            dir + ": holds 2 images; expected a tag after the path, one of v1, ghcr.io/acme/app:v2");
}

TEST(LayoutSource, one_name_for_two_images_is_no_name) {
  const ScratchDirectory scratch;
  LayoutBuilder layout;
  const Descriptor one = layout.image({"one"});
  const Descriptor two = layout.image({"two"});
  std::string dir = layout.named(one, "v1").named(two, "v1").write(scratch, "layout");
  EXPECT_EQ(error_text(opened("oci:" + dir + ":v1"), ErrorCode::misuse),
            dir + ": holds 2 images that are called 'v1'; expected a digest, " + one.digest.to_string() +
                " or " + two.digest.to_string());
}

TEST(LayoutSource, what_stands_beside_an_image_is_no_image) {
  const ScratchDirectory scratch;
  LayoutBuilder layout;
  const Descriptor image = layout.image({"one"});
  const Descriptor other = layout.image({"two"});
  layout.entry(descriptor_json(image))
      .entry(descriptor_json(other, R"(,"annotations":{"vnd.docker.reference.type":"attestation-manifest"})"))
      .entry(descriptor_json(other, R"(,"artifactType":"application/x")"))
      .entry(descriptor_json(other, R"(,"annotations":{"kind":"dev.cosignproject.cosign/sigs"})"))
      .entry(descriptor_json(layout.blob("text/plain", "hello")));
  const auto source = opened("oci:" + layout.write(scratch, "layout"));
  ASSERT_TRUE(source) << source.error().render();
  EXPECT_EQ((*source)->root()->digest, image.digest);
  const std::string empty = LayoutBuilder().write(scratch, "empty");
  EXPECT_EQ(error_text(opened("oci:" + empty)), empty + ": holds no image; expected at least one");
}

TEST(LayoutSource, what_is_no_layout_is_said_so) {
  const ScratchDirectory scratch;
  const std::string nowhere = scratch.path("nowhere");
  EXPECT_EQ(error_text(opened("oci:" + nowhere)), nowhere + ": does not exist; expected a folder");
  const std::string empty = scratch.make_directory("empty");
  EXPECT_EQ(error_text(opened("oci:" + empty)),
            empty + ": holds no oci-layout; expected an OCI image layout");
  const std::string file = scratch.write("file", "x");
  const auto source = opened("oci:" + file);
  ASSERT_FALSE(source);
  EXPECT_EQ(source.error().render(),
            "pushgate: error: " + file +
                ": is no folder; expected one\n  hint: an archive is named oci-archive:" + file +
                " or docker-archive:" + file + "\n");
  LayoutBuilder layout;
  layout.entry(descriptor_json(layout.image({"x"}))).file("oci-layout", R"({"imageLayoutVersion":"2.0.0"})");
  const std::string newer = layout.write(scratch, "newer");
  EXPECT_EQ(error_text(opened("oci:" + newer)),
            newer + "/oci-layout: member \"imageLayoutVersion\" is '2.0.0'; expected '1.0.0'");
}

TEST(LayoutSource, a_broken_index_is_named) {
  const ScratchDirectory scratch;
  LayoutBuilder layout;
  std::string dir = layout.file("index.json", R"({"schemaVersion":2})").write(scratch, "a");
  const auto source = opened("oci:" + dir);
  ASSERT_FALSE(source);
  EXPECT_EQ(source.error().what, "member \"manifests\" is missing; expected an array");
  EXPECT_EQ(source.error().context, std::vector<std::string>{"reading " + dir + "/index.json"});
  dir = layout.file("index.json", std::string(10u << 20, ' ')).write(scratch, "b");
  EXPECT_EQ(error_text(opened("oci:" + dir)),
            dir + "/index.json: has 10485760 bytes; expected at most 4194304");
}

TEST(LayoutSource, a_blob_whose_size_is_not_its_descriptor_s_is_not_opened) {
  ScratchDirectory scratch;
  LayoutBuilder layout;
  const Descriptor layer = layout.blob(media_type::k_layer, "a layer of 24 bytes here");
  const std::string subject = "blob " + layer.digest.to_string();
  layout.entry(descriptor_json(layout.image({"a layer of 24 bytes here"})));
  const auto layer_error = [&](std::string_view bytes) {
    layout.file(LayoutBuilder::blob_name(layer), bytes);
    const auto source = opened("oci:" + layout.write(scratch, "layout"));
    EXPECT_TRUE(source) << source.error().render();
    return error_text((*source)->blob(layer));
  };
  EXPECT_EQ(layer_error("a layer of"), subject + ": is cut short; expected 24 bytes, got 10");
  EXPECT_EQ(layer_error("a layer of 24 bytes here!"),
            subject + ": is longer than its descriptor says; expected 24 bytes, got 25");
}

TEST(LayoutSource, documents_are_checked_against_size_and_digest) {
  const ScratchDirectory scratch;
  LayoutBuilder layout;
  const Descriptor manifest = layout.image({"x"});
  Descriptor lying = manifest;
  lying.size += 1;
  std::string dir = layout.entry(descriptor_json(lying)).write(scratch, "a");
  EXPECT_EQ(error_text(opened("oci:" + dir)), "blob " + manifest.digest.to_string() +
                                                  ": is cut short; expected " + std::to_string(lying.size) +
                                                  " bytes, got " + std::to_string(manifest.size));

  LayoutBuilder changed;
  const Descriptor other = changed.image({"x"});
  const std::string bytes(other.size, ' ');
  changed.file(LayoutBuilder::blob_name(other), bytes);
  dir = changed.entry(descriptor_json(other)).write(scratch, "b");
  const std::string text = error_text(opened("oci:" + dir));
  EXPECT_EQ(text.substr(0, text.find(", got")), "blob " + other.digest.to_string() +
                                                    ": has other content than its name says; expected " +
                                                    other.digest.to_string());
}

TEST(LayoutSource, a_document_over_the_limit_is_not_read) {
  const ScratchDirectory scratch;
  LayoutBuilder layout;
  const Descriptor big = layout.blob(media_type::k_manifest, std::string((4u << 20) + 1, ' '));
  const std::string dir = layout.entry(descriptor_json(big)).write(scratch, "layout");
  EXPECT_EQ(error_text(opened("oci:" + dir)),
            "blob " + big.digest.to_string() + ": has 4194305 bytes; expected at most 4194304");
}

TEST(LayoutSource, a_missing_blob_says_where_it_should_be) {
  const ScratchDirectory scratch;
  LayoutBuilder layout;
  const Descriptor manifest = layout.image({"x"});
  const std::string name = LayoutBuilder::blob_name(manifest);
  const std::string dir = layout.entry(descriptor_json(manifest)).without(name).write(scratch, "layout");
  EXPECT_EQ(error_text(opened("oci:" + dir)),
            "blob " + manifest.digest.to_string() + ": is missing; expected it as " + dir + "/" + name);
}

TEST(LayoutSource, no_symbolic_link_is_followed_and_nothing_but_a_file_is_opened) {
  namespace fs = std::filesystem;
  const ScratchDirectory scratch;
  LayoutBuilder layout;
  const Descriptor manifest = layout.image({"x"});
  const std::string dir = layout.entry(descriptor_json(manifest)).write(scratch, "layout");
  const std::string blob = dir + "/" + LayoutBuilder::blob_name(manifest);
  const std::string outside = scratch.path("outside");
  const std::string link_error =
      ": is a symbolic link or lies behind one; expected regular files and folders only";

  // The same bytes, but outside: a link to them is refused all the same.
  fs::rename(blob, outside);
  fs::create_symlink(outside, blob);
  EXPECT_EQ(error_text(opened("oci:" + dir)), blob + link_error);
  fs::remove(blob);
  ASSERT_EQ(::mkfifo(blob.c_str(), 0600), 0);
  EXPECT_EQ(error_text(opened("oci:" + dir)), blob + ": is no regular file; expected one");
  fs::remove(blob);
  fs::create_directory(blob);
  EXPECT_EQ(error_text(opened("oci:" + dir)), blob + ": is no regular file; expected one");

  fs::remove(blob);
  fs::rename(outside, blob);
  fs::rename(dir + "/blobs", scratch.path("blobs"));
  fs::create_directory_symlink(scratch.path("blobs"), dir + "/blobs");
  EXPECT_EQ(error_text(opened("oci:" + dir)), blob + link_error);
}

}  // namespace
}  // namespace pushgate::oci
