// SPDX-License-Identifier: Apache-2.0
#include "registry/push_tree.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <mutex>
#include <set>

#include "adapter/crypto/sha256.hpp"
#include "base/format.hpp"
#include "registry/push.hpp"
#include "tiny_registry.hpp"

namespace pushgate::registry {
namespace {

using test_support::answer;
using test_support::ReceivedRequest;
using test_support::ScriptedAnswer;

oci::RawDocument document(std::string bytes, std::string_view type) {
  const auto digest = crypto::sha256(bytes);
  return {std::move(bytes), std::string(type), digest};
}

std::string entry(const oci::RawDocument& child) {
  return fmt::format(R"({{"mediaType":"{}","size":{},"digest":"{}"}})", child.media_type, child.bytes.size(),
                     child.digest.to_string());
}

oci::RawDocument index_of(const std::vector<oci::RawDocument>& children) {
  std::string entries;
  for (const auto& child : children) entries += (entries.empty() ? "" : ",") + entry(child);
  return document(fmt::format(R"({{"schemaVersion":2,"mediaType":"{}","manifests":[{}]}})",
                              oci::media_type::k_index, entries),
                  oci::media_type::k_index);
}

/// Two images that share a layer, and an index of them inside another one.
struct MemoryIndex final : oci::ImageSource {
  MemoryIndex() {
    for (auto* image : {&one, &two}) add(image->image.manifest_document);
    add(inner);
    add(one.image.config_document);  // both have the same
  }
  void add(const oci::RawDocument& added) { documents.insert_or_assign(added.digest, added); }

  Result<oci::RawDocument> root() override { return outer; }
  Result<oci::RawDocument> document(const oci::Descriptor& descriptor) override {
    return documents.at(descriptor.digest);
  }
  Result<std::unique_ptr<ByteSource>> blob(const oci::Descriptor& descriptor) override {
    return one.content.contains(descriptor.digest) ? one.blob(descriptor) : two.blob(descriptor);
  }

  MemoryImage one{{"shared", "amd64"}};
  MemoryImage two{{"shared", "arm64"}};
  std::map<Digest, oci::RawDocument> documents;
  oci::RawDocument inner = index_of({two.image.manifest_document});
  oci::RawDocument outer = index_of({one.image.manifest_document, inner, one.image.manifest_document});
};

TEST(PushTree, children_come_before_parents_and_each_once) {
  MemoryIndex source;
  const auto tree = read_tree(source, source.outer).value();
  std::vector<Digest> order;
  for (const auto& one : tree.documents) order.push_back(one.digest);
  EXPECT_THAT(order, testing::ElementsAre(source.one.image.manifest_document.digest,
                                          source.two.image.manifest_document.digest, source.inner.digest,
                                          source.outer.digest));
  EXPECT_EQ(tree.manifests.size(), 2u);
  EXPECT_EQ(tree.layers.size(), 3u);
  EXPECT_EQ(tree.configs.size(), 1u);
}

TEST(PushTree, an_index_is_pushed_whole_and_tagged_last) {
  Served served;
  MemoryIndex source;
  const auto tree = read_tree(source, source.outer).value();
  const std::vector<PlacedArtifact> artifacts = {
      {tree.manifests[1].descriptor, {"application/vnd.dev.sigstore.bundle.v0.3+json", "{}", {}}}};
  SilentProgress silent;
  TotalProgress progress(silent);
  const auto pushed = push_tree(served.client, source, tree, artifacts, {"v1"}, progress);
  ASSERT_TRUE(pushed) << pushed.error().render();

  EXPECT_EQ(served.registry->tags.at("v1"), source.outer.digest.to_string());
  EXPECT_EQ(served.registry->manifests.size(), 5u);
  EXPECT_EQ(served.client.referrers(source.two.image.manifest_document.digest).value().size(), 1u);
  EXPECT_EQ(served.client.referrers(source.outer.digest).value().size(), 0u);
  std::vector<std::string> puts;
  for (const auto& line : served.server.request_lines())
    if (line.starts_with("PUT /v2/app/manifests/")) puts.push_back(line.substr(22));
  ASSERT_EQ(puts.size(), 6u);
  EXPECT_EQ(puts[3], source.outer.digest.to_string());
  EXPECT_EQ(puts[5], "v1");
}

TEST(PushTree, what_is_no_manifest_and_nested_too_deep) {
  MemoryIndex source;
  const auto strange = document("{}", "text/plain");
  source.add(strange);
  const auto index = index_of({strange});
  EXPECT_EQ(read_tree(source, index).error().what,
            "names " + strange.digest.to_string() + " of type 'text/plain'; expected a manifest or an index");
  auto nested = index_of({});
  for (int i = 0; i < 4; ++i) {
    source.add(nested);
    nested = index_of({nested});
  }
  EXPECT_EQ(read_tree(source, nested).error().what,
            "is nested too deep; expected at most 4 indexes in each other");
}

/// Remembers which blobs go up at the same time.
class Watched final : public PushProgress {
 public:
  void begin_all(std::size_t blobs, std::uint64_t bytes) override {
    m_blobs = blobs;
    m_bytes = bytes;
  }
  void begin(const oci::Descriptor& blob) override {
    const std::lock_guard lock(m_mutex);
    m_now.insert(blob.digest);
    m_most = std::max(m_most, m_now.size());
  }
  void advance(const oci::Descriptor&, std::uint64_t bytes) override {
    const std::lock_guard lock(m_mutex);
    m_done += bytes;
  }
  void end(const oci::Descriptor& blob, BlobOutcome how) override {
    const std::lock_guard lock(m_mutex);
    m_now.erase(blob.digest);
    if (how == BlobOutcome::present) ++m_present;
  }
  void end_all() override {}

  std::mutex m_mutex;
  std::set<Digest> m_now;
  std::size_t m_most = 0;
  std::size_t m_blobs = 0;
  std::size_t m_present = 0;
  std::uint64_t m_bytes = 0;
  std::uint64_t m_done = 0;
};

TEST(PushBlobs, four_at_once_and_all_of_them) {
  Served served;
  std::vector<std::string> layers;
  for (int i = 0; i < 20; ++i) layers.push_back(fmt::format("layer {:02}", i));
  MemoryImage memory(layers);
  served.registry->blobs[memory.image.manifest.layers[7].digest.to_string()] = layers[7];
  Watched progress;
  const auto pushed = push_tree(served.client, memory, tree_of(memory.image), {}, {"v1"}, progress);
  ASSERT_TRUE(pushed) << pushed.error().render();
  EXPECT_EQ(progress.m_most, 4u);
  EXPECT_EQ(progress.m_blobs, 20u);
  EXPECT_EQ(progress.m_present, 1u);
  EXPECT_EQ(progress.m_done, progress.m_bytes);
  EXPECT_EQ(served.registry->blobs.size(), 21u);
}

TEST(PushBlobs, the_first_that_fails_is_told_whoever_was_faster) {
  for (int run = 0; run < 10; ++run) {
    Served served;
    MemoryImage memory({"first", "second", "third, the largest"});
    const auto& layers = memory.image.manifest.layers;
    for (const std::size_t broken : {1u, 2u}) memory.content[layers[broken].digest].back() = 'X';
    SilentProgress silent;
    const auto error = push_image(served.client, memory, memory.image, {}, {"v1"}, silent).error();
    EXPECT_EQ(error.context.back(), fmt::format("uploading blob {} to {}/app", layers[1].digest.to_string(),
                                                served.server.address()));
    EXPECT_TRUE(served.registry->blobs.contains(layers[0].digest.to_string()));
    EXPECT_TRUE(served.registry->tags.empty());
  }
}

}  // namespace
}  // namespace pushgate::registry
