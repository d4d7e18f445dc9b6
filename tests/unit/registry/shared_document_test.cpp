// SPDX-License-Identifier: Apache-2.0
#include "registry/shared_document.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "adapter/crypto/sha256.hpp"
#include "base/format.hpp"
#include "registry/cosign_manifest.hpp"
#include "registry/fallback_index.hpp"
#include "tiny_registry.hpp"

namespace pushgate::registry {
namespace {

using test_support::answer;
using test_support::ReceivedRequest;
using test_support::ScriptedAnswer;

const Digest k_image = crypto::sha256("an image");

oci::Descriptor referrer(const std::string& name) {
  auto one = describe(name, oci::media_type::k_manifest);
  one.artifact_type = "application/vnd.x";
  return one;
}

oci::Descriptor layer(const std::string& name) {
  auto one = describe(name);
  one.annotations = {{k_cosign_signature, name}};
  return one;
}

/// Another writer, which writes when it is told to.
struct Rival {
  TinyRegistry& registry;
  const SharedDocument& shared;

  std::optional<oci::RawDocument> read() const {
    const auto tag = registry.tags.find(shared.tag());
    if (tag == registry.tags.end()) return std::nullopt;
    const auto& [type, bytes] = registry.manifests.at(tag->second);
    return oci::RawDocument{bytes, type, Digest::parse(tag->second).value()};
  }
  void write(const oci::RawDocument& document) const {
    registry.manifests[document.digest.to_string()] = {document.media_type, document.bytes};
    registry.tags[shared.tag()] = document.digest.to_string();
  }
  /// Over whatever is there: what it read is `read`.
  void add(const oci::Descriptor& entry, const std::optional<oci::RawDocument>& read) const {
    write(shared.with(read, entry).value().value());
  }
};

/// add_entry with a client whose waits are where others write: the n-th calls `at(n)`, from 1.
Result<void> add(
    Served& served, const SharedDocument& shared, const oci::Descriptor& entry,
    const std::function<void(int)>& at = [](int) {}) {
  int waits = 0;
  ClientOptions options = without_waiting(served.waits);
  options.wait = [&](std::chrono::milliseconds time) -> Result<void> {
    served.waits.push_back(time);
    at(++waits);
    return {};
  };
  return add_entry(served.client, options, shared, entry);
}

std::vector<std::string> names(Served& served, const SharedDocument& shared) {
  const auto stored = served.client.manifest(shared.tag()).value().value();
  static const std::map<std::string, std::string> k_known = [] {
    std::map<std::string, std::string> known;
    for (const std::string name : {"ours", "a", "b", "c"}) known[crypto::sha256(name).to_string()] = name;
    return known;
  }();
  std::vector<std::string> out;
  const auto entries = shared.entries(stored).value();
  for (const auto& entry : entries) out.push_back(k_known.at(entry.digest.to_string()));
  return out;
}

using Names = std::vector<std::string>;

TEST(SharedDocument, alone_one_look_after_a_while_is_enough) {
  Served served(false);
  const FallbackIndex index(k_image);
  ASSERT_TRUE(add(served, index, referrer("ours")));
  EXPECT_EQ(names(served, index), Names{"ours"});
  ASSERT_EQ(served.waits.size(), 1u);
  EXPECT_GE(served.waits[0].count(), 300);
}

TEST(SharedDocument, what_is_there_is_not_written_again) {
  Served served(false);
  const FallbackIndex index(k_image);
  ASSERT_TRUE(add(served, index, referrer("ours")));
  served.waits.clear();
  const auto before = served.server.requests().size();
  ASSERT_TRUE(add(served, index, referrer("ours")));
  EXPECT_TRUE(served.waits.empty());
  EXPECT_EQ(served.server.requests().size(), before + 1);  // one GET
}

TEST(SharedDocument, a_writer_who_had_read_before_us_replaces_ours) {
  for (const bool legacy : {false, true}) {
    Served served(false);
    const FallbackIndex index(k_image);
    const CosignManifest manifest(k_image, CosignManifest::Kind::signatures);
    const SharedDocument& shared = legacy ? static_cast<const SharedDocument&>(manifest) : index;
    const auto entry = [&](const std::string& name) { return legacy ? layer(name) : referrer(name); };
    const Rival rival{*served.registry, shared};
    ASSERT_TRUE(add(served, shared, entry("ours"), [&](int wait) {
      if (wait == 1) rival.add(entry("a"), std::nullopt);
    }));
    EXPECT_EQ(names(served, shared), (Names{"a", "ours"}));
    EXPECT_EQ(served.waits.size(), 2u);
  }
}

// A writer of another kind does not look again: what it wrote is lost to a third one, who had read before.
TEST(SharedDocument, what_we_have_seen_of_others_comes_back) {
  Served served(false);
  const FallbackIndex index(k_image);
  const Rival rival{*served.registry, index};
  const auto content_of_a = referrer("a");
  served.registry->manifests[content_of_a.digest.to_string()] = {std::string(oci::media_type::k_manifest),
                                                                 "a"};
  rival.add(content_of_a, std::nullopt);
  served.registry->fault = [](const ReceivedRequest& request) -> std::optional<ScriptedAnswer> {
    // A manifest in name only; what counts is that it is there.
    if (request.target.ends_with(crypto::sha256("a").to_string()))
      return answer(200, "a", "Content-Type: application/vnd.oci.image.manifest.v1+json\r\n");
    return std::nullopt;
  };
  const auto added = add(served, index, referrer("ours"), [&](int wait) {
    if (wait == 1) rival.add(referrer("b"), std::nullopt);
  });
  EXPECT_FALSE(added);  // "a" is no JSON, which is an error of its own and not taken for absence
  EXPECT_EQ(names(served, index), Names{"b"});

  served.registry->fault = nullptr;
  const std::string small = R"({"schemaVersion":2})";
  auto whole = describe(small, oci::media_type::k_manifest);
  whole.artifact_type = "application/vnd.x";
  served.registry->manifests[whole.digest.to_string()] = {std::string(oci::media_type::k_manifest), small};
  served.registry->tags.clear();
  rival.add(whole, std::nullopt);
  ASSERT_TRUE(add(served, index, referrer("ours"), [&](int wait) {
    if (wait == 1) rival.add(referrer("b"), std::nullopt);
  }));
  const auto listed = index.entries(rival.read().value()).value();
  ASSERT_EQ(listed.size(), 3u);
  EXPECT_EQ(listed[0].digest, crypto::sha256("b"));
  EXPECT_EQ(listed[1].digest, crypto::sha256("ours"));
  EXPECT_EQ(listed[2].digest, whole.digest);
}

TEST(SharedDocument, what_was_removed_meanwhile_stays_removed) {
  Served served(false);
  const FallbackIndex index(k_image);
  const Rival rival{*served.registry, index};
  rival.add(referrer("a"), std::nullopt);  // whose manifest is gone
  ASSERT_TRUE(add(served, index, referrer("ours"), [&](int wait) {
    if (wait == 1) rival.add(referrer("b"), std::nullopt);
  }));
  EXPECT_EQ(names(served, index), (Names{"b", "ours"}));
}

// The configuration of a legacy manifest goes up between reading and writing, which takes a while.
TEST(SharedDocument, what_came_while_we_prepared_is_read_first) {
  Served served(false);
  const CosignManifest manifest(k_image, CosignManifest::Kind::signatures);
  const Rival rival{*served.registry, manifest};
  bool written = false;
  int puts = 0;
  served.registry->fault = [&](const ReceivedRequest& request) -> std::optional<ScriptedAnswer> {
    if (request.method == "POST" && !written) {
      written = true;
      rival.add(layer("a"), std::nullopt);
    }
    puts += request.method == "PUT" && request.target.find("/manifests/") != std::string::npos;
    return std::nullopt;
  };
  ASSERT_TRUE(add(served, manifest, layer("ours")));
  EXPECT_EQ(names(served, manifest), (Names{"a", "ours"}));
  EXPECT_EQ(puts, 1);
}

// Eight signers put one payload: distribution 2.8 reads its link while another writes it.
TEST(SharedDocument, a_link_that_is_half_written_is_waited_for) {
  Served served(false);
  const CosignManifest manifest(k_image, CosignManifest::Kind::signatures);
  int refused = 0;
  served.registry->fault = [&](const ReceivedRequest& request) -> std::optional<ScriptedAnswer> {
    if (request.method != "PUT" || !request.target.ends_with(".sig") || ++refused > 1) return std::nullopt;
    return answer(400, R"({"errors":[{"code":"DIGEST_INVALID","message":"provided digest did not match"}]})");
  };
  ASSERT_TRUE(add(served, manifest, layer("ours")));
  EXPECT_EQ(refused, 2);
  EXPECT_EQ(names(served, manifest), Names{"ours"});
}

TEST(SharedDocument, a_registry_that_forgets_is_named) {
  Served served(false);
  const FallbackIndex index(k_image);
  served.registry->fault = [](const ReceivedRequest& request) -> std::optional<ScriptedAnswer> {
    if (request.method == "PUT") return answer(201);
    return std::nullopt;
  };
  const std::string name = served.server.address() + "/app:" + index.tag();
  const auto ours = referrer("ours");
  EXPECT_EQ(add(served, index, ours).error().render(),
            fmt::format(
                "pushgate: error: {0}: does not keep {1}, after 20 attempts; another writer may be changing "
                "it\n  while adding to {0}\n",
                name, ours.digest.to_string()));
  EXPECT_EQ(served.waits.size(), 20u);
}

TEST(SharedDocument, what_stands_under_the_tag_and_is_no_such_document_is_left) {
  Served served(false);
  const CosignManifest manifest(k_image, CosignManifest::Kind::attestations);
  const Rival rival{*served.registry, manifest};
  const FallbackIndex index(k_image);
  const auto theirs = index.with(std::nullopt, referrer("a")).value().value();
  rival.write(theirs);
  const auto added = add(served, manifest, layer("ours"));
  ASSERT_FALSE(added);
  EXPECT_EQ(added.error().code, ErrorCode::unchecked);
  EXPECT_EQ(rival.read()->bytes, theirs.bytes);
}

}  // namespace
}  // namespace pushgate::registry
