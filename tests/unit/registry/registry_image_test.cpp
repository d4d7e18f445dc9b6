// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "base/format.hpp"
#include "registry/push.hpp"
#include "tiny_registry.hpp"

namespace pushgate::registry {
namespace {

class RegistryImage : public testing::Test {
 protected:
  void SetUp() override {
    SilentProgress progress;
    ASSERT_TRUE(push_image(m_served.client, m_memory, m_memory.image, {}, {.tag = "latest"}, progress));
  }
  std::unique_ptr<oci::ImageSource> open(const std::string& rest) {
    const auto reference = oci::Reference::parse(m_served.server.address() + "/app" + rest).value();
    return open_registry_image(reference, without_waiting(m_served.waits)).value();
  }

  Served m_served;
  MemoryImage m_memory{{"layer"}};
};

TEST_F(RegistryImage, is_found_by_tag_by_digest_and_as_latest) {
  const auto& document = m_memory.image.manifest_document;
  for (const auto& rest : {std::string(), std::string(":latest"), "@" + document.digest.to_string()}) {
    const auto root = open(rest)->root();
    ASSERT_TRUE(root) << root.error().render();
    EXPECT_EQ(root->bytes, document.bytes);
    EXPECT_EQ(root->digest, document.digest);
  }
}

TEST_F(RegistryImage, is_known_by_digest_once_it_is_open) {
  const auto source = open(":latest");
  const auto first = source->root().value();
  m_served.registry->tags["latest"] = "sha256:" + std::string(64, '0');
  EXPECT_EQ(source->root().value().digest, first.digest);
}

TEST_F(RegistryImage, gives_its_configuration_its_layers_and_children) {
  const auto source = open("");
  const auto& image = m_memory.image;
  EXPECT_EQ(source->document(image.manifest.config).value().bytes, image.config_document.bytes);
  EXPECT_EQ(source->document(image.descriptor()).value().bytes, image.manifest_document.bytes);
  auto blob = source->blob(image.manifest.layers[0]);
  ASSERT_TRUE(blob);
  std::array<std::uint8_t, 100> buffer{};
  EXPECT_EQ((*blob)->read(buffer).value(), 5u);
}

TEST_F(RegistryImage, that_is_not_there_is_an_error) {
  const auto name = m_served.server.address() + "/app:v9";
  const auto root = open(":v9")->root();
  ASSERT_FALSE(root);
  EXPECT_EQ(root.error().render(),
            fmt::format("pushgate: error: {}: is not in the registry; there is no manifest v9\n", name));
  EXPECT_EQ(root.error().code, ErrorCode::unchecked);
}

TEST_F(RegistryImage, children_are_held_against_their_descriptors) {
  const auto source = open("");
  auto child = m_memory.image.descriptor();
  const auto size = child.size++;
  EXPECT_EQ(source->document(child).error().what,
            fmt::format("manifest has {} bytes; expected {}, as its descriptor says", size, size + 1));
  child = m_memory.image.descriptor();
  child.media_type = oci::media_type::k_index;
  EXPECT_EQ(source->document(child).error().what,
            "manifest is of type 'application/vnd.oci.image.manifest.v1+json'; expected "
            "application/vnd.oci.image.index.v1+json, as its descriptor says");
  child.digest = Digest::parse_hex(std::string(64, '0')).value();
  EXPECT_EQ(source->document(child).error().what,
            "manifest is not in the registry, though its index names it");
}

}  // namespace
}  // namespace pushgate::registry
