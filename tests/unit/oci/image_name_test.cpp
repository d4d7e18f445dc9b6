// SPDX-License-Identifier: Apache-2.0
#include "oci/image_name.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "unit/oci/scratch.hpp"

namespace pushgate::oci {
namespace {

using Transport = ImageName::Transport;

TEST(ImageName, a_layout_has_a_path_and_may_have_a_tag) {
  const ScratchDirectory scratch;
  const std::string dir = scratch.make_directory("layout");
  const auto plain = ImageName::parse("oci:" + dir);
  ASSERT_TRUE(plain);
  EXPECT_EQ(plain->transport, Transport::oci_layout);
  EXPECT_EQ(plain->path, dir);
  EXPECT_EQ(plain->tag, "");
  EXPECT_EQ(plain->text, "oci:" + dir);
  const auto tagged = ImageName::parse("oci:" + dir + ":ghcr.io/acme/app:v1");
  ASSERT_TRUE(tagged);
  EXPECT_EQ(tagged->path, dir);
  EXPECT_EQ(tagged->tag, "ghcr.io/acme/app:v1");
}

TEST(ImageName, the_longest_path_that_exists_is_the_path) {
  const ScratchDirectory scratch;
  const std::string outer = scratch.make_directory("a@b");
  const std::string inner = scratch.make_directory("a@b:c d\n");
  auto name = ImageName::parse("oci:" + inner);
  ASSERT_TRUE(name);
  EXPECT_EQ(name->path, inner);
  EXPECT_EQ(name->tag, "");
  name = ImageName::parse("oci:" + inner + ":v1");
  ASSERT_TRUE(name);
  EXPECT_EQ(name->path, inner);
  EXPECT_EQ(name->tag, "v1");
  name = ImageName::parse("oci:" + outer + ":v1");
  ASSERT_TRUE(name);
  EXPECT_EQ(name->path, outer);
  EXPECT_EQ(name->tag, "v1");
}

TEST(ImageName, a_path_that_does_not_exist_ends_at_the_first_colon) {
  const auto name = ImageName::parse("docker-archive:/nowhere/app.tar:acme/app:v1");
  ASSERT_TRUE(name);
  EXPECT_EQ(name->transport, Transport::docker_archive);
  EXPECT_EQ(name->path, "/nowhere/app.tar");
  EXPECT_EQ(name->tag, "acme/app:v1");
  const auto archive = ImageName::parse("oci-archive:/nowhere/app.tar");
  ASSERT_TRUE(archive);
  EXPECT_EQ(archive->transport, Transport::oci_archive);
  EXPECT_EQ(archive->path, "/nowhere/app.tar");
}

TEST(ImageName, a_bare_reference_is_a_registry_s) {
  for (const std::string text : {"docker://ghcr.io/acme/app:v1", "ghcr.io/acme/app:v1"}) {
    const auto name = ImageName::parse(text);
    ASSERT_TRUE(name);
    EXPECT_EQ(name->transport, Transport::registry);
    EXPECT_EQ(name->path, "");
    EXPECT_EQ(name->tag, "ghcr.io/acme/app:v1");
    EXPECT_EQ(name->text, text);
  }
  EXPECT_TRUE(ImageName::parse("docker:dind"));
}

TEST(ImageName, transports_of_other_programs_are_refused_with_the_known_forms) {
  for (const std::string prefix : {"dir:", "docker-daemon:", "containers-storage:", "ostree:"}) {
    const auto name = ImageName::parse(prefix + "app");
    ASSERT_FALSE(name);
    EXPECT_EQ(name.error().code, ErrorCode::misuse);
    EXPECT_EQ(name.error().render(),
              "pushgate: error: image '" + prefix + "app': has the unknown transport '" + prefix +
                  "'; expected oci:DIR[:TAG], oci-archive:FILE[:TAG], docker-archive:FILE[:REF] or "
                  "docker://REF\n");
  }
}

TEST(ImageName, an_empty_path_or_tag_is_refused) {
  EXPECT_EQ(
      ImageName::parse("oci:").error().render(),
      "pushgate: error: image 'oci:': has an empty path; expected oci:DIR[:TAG], oci-archive:FILE[:TAG], "
      "docker-archive:FILE[:REF] or docker://REF\n");
  EXPECT_EQ(ImageName::parse("oci::v1").error().what.substr(0, 17), "has an empty path");
  const ScratchDirectory scratch;
  EXPECT_EQ(ImageName::parse("oci:" + scratch.make_directory("x") + ":").error().what.substr(0, 26),
            "has an empty tag after ':'");
}

TEST(ImageName, a_file_without_a_transport_gets_a_hint) {
  const ScratchDirectory scratch;
  const std::string file = scratch.write("app.tar", "");
  const auto name = ImageName::parse(file);
  ASSERT_FALSE(name);
  EXPECT_EQ(name.error().code, ErrorCode::misuse);
  EXPECT_EQ(name.error().hint, "for a file write oci-archive:" + file + " or docker-archive:" + file +
                                   ", for a layout oci:" + file);
}

}  // namespace
}  // namespace pushgate::oci
