// SPDX-License-Identifier: Apache-2.0
#include "oci/layer_pass.hpp"

#include <gtest/gtest.h>

#include <atomic>

#include "base/format.hpp"
#include "memory_image.hpp"
#include "support/compressed.hpp"
#include "support/tar_builder.hpp"

namespace pushgate::oci {
namespace {

using test::TarBuilder;

/// A tar of some megabytes, so that it takes the rings several turns.
std::string large_tar(char fill = 'x') {
  TarBuilder tar;
  for (int i = 0; i < 60; ++i) {
    std::string content(100'000, fill);
    for (std::size_t at = 0; at < content.size(); at += 97)
      content[at] = static_cast<char>('0' + (at * 31 + static_cast<std::size_t>(i)) % 10);
    tar.file(fmt::format("dir/file{}", i), content);
  }
  return tar.bytes();
}

/// The error of reading one layer, without its subject, which has to be the layer.
std::string error_of(MemoryImage& memory) {
  const auto layers = read_all(memory);
  if (layers) return "none";
  EXPECT_EQ(layers.error().code, ErrorCode::unchecked);
  EXPECT_EQ(layers.error().subject, "layer " + memory.image.manifest.layers[0].digest.to_string());
  EXPECT_EQ(layers.error().context, std::vector<std::string>{"reading layer 1 of 1"});
  return layers.error().what;
}

std::string error_of(const std::string& tar, const std::string& stored) {
  MemoryImage memory;
  memory.layer(tar, stored);
  return error_of(memory);
}

TEST(LayerPass, whatever_the_compression) {
  const std::string tar = large_tar();
  for (const std::string& stored : {tar, test::gzip(tar), test::zstd(tar),
                                    test::gzip(tar.substr(0, 1000)) + test::gzip(tar.substr(1000))}) {
    MemoryImage memory;
    memory.layer(tar, stored);
    const auto layers = read_all(memory);
    ASSERT_TRUE(layers) << layers.error().render();
    const LayerFacts& facts = layers->front();
    EXPECT_EQ(facts.blob, crypto::sha256(stored));
    EXPECT_EQ(facts.diff_id, crypto::sha256(tar));
    EXPECT_EQ(facts.blob_size, stored.size());
    EXPECT_EQ(facts.tar_size, tar.size());
    EXPECT_EQ(facts.entry_count, 60u);
    ASSERT_EQ(facts.entries.size(), 60u);
    EXPECT_EQ(facts.entries[0].path(), "dir/file0");
    EXPECT_EQ(facts.entries[0].content()->size(), 100'000u);
    EXPECT_EQ(facts.entries[59].sha256(), crypto::sha256(*facts.entries[59].content()));
  }
}

TEST(LayerPass, an_empty_layer) {
  for (const std::string& tar : {TarBuilder().bytes(), std::string()}) {
    MemoryImage memory;
    memory.layer(tar, test::gzip(tar)).layer(tar);
    const auto layers = read_all(memory);
    ASSERT_TRUE(layers) << layers.error().render();
    EXPECT_TRUE(layers->at(0).entries.empty());
    EXPECT_EQ(layers->at(1).diff_id, crypto::sha256(tar));
  }
}

TEST(LayerPass, a_blob_cut_short_is_told_before_all_it_breaks) {
  const std::string tar = large_tar();
  for (const std::string& stored : {tar, test::gzip(tar), test::zstd(tar)}) {
    MemoryImage memory;
    memory.layer(tar, stored);
    memory.stored(0).resize(stored.size() / 2);
    EXPECT_EQ(error_of(memory),
              fmt::format("is cut short; expected {} bytes, got {}", stored.size(), stored.size() / 2));
  }
}

TEST(LayerPass, a_flipped_byte_is_told_before_all_it_breaks) {
  const std::string tar = large_tar();
  for (const std::string& stored : {tar, test::gzip(tar), test::gzip(tar, 0), test::zstd(tar)}) {
    for (const std::size_t at : {std::size_t{0}, std::size_t{20}, stored.size() / 2, stored.size() - 1}) {
      MemoryImage memory;
      memory.layer(tar, stored);
      std::string& bytes = memory.stored(0);
      bytes[at] = static_cast<char>(bytes[at] ^ 0x10);
      EXPECT_EQ(error_of(memory),
                fmt::format("is corrupt; expected digest {}, got {}", crypto::sha256(stored).to_string(),
                            crypto::sha256(bytes).to_string()));
    }
  }
}

TEST(LayerPass, a_blob_that_is_longer_than_its_descriptor) {
  MemoryImage memory;
  memory.layer(large_tar());
  memory.stored(0) += "x";
  EXPECT_EQ(error_of(memory), fmt::format("is too long; expected {} bytes, got more", large_tar().size()));
}

TEST(LayerPass, broken_compression) {
  const std::string tar = large_tar();
  std::string stored = test::gzip(tar);
  stored[stored.size() - 6] = static_cast<char>(stored[stored.size() - 6] ^ 1);
  EXPECT_EQ(error_of(tar, stored), "is not valid gzip: its checksum or length is wrong");
  EXPECT_EQ(error_of(tar, test::gzip(tar) + std::string(100, '\0')),
            "is not valid gzip: bytes follow its last member");
  EXPECT_EQ(error_of(tar, test::zstd(tar) + "garbage!"), "is not valid zstd: bytes follow its last frame");
  EXPECT_EQ(error_of(tar, "BZh9" + tar), "is compressed by bzip2; expected gzip, zstd or no compression");
}

TEST(LayerPass, a_wrong_diff_id) {
  MemoryImage memory;
  memory.layer(large_tar(), test::gzip(large_tar()));
  memory.image.config.diff_ids[0] = crypto::sha256("other");
  EXPECT_EQ(error_of(memory),
            fmt::format("its diff_id is wrong; the configuration says {}, its tar has {}",
                        crypto::sha256("other").to_string(), crypto::sha256(large_tar()).to_string()));
  MemoryImage plain;
  plain.layer(large_tar());
  plain.image.config.diff_ids[0] = crypto::sha256("other");
  EXPECT_EQ(error_of(plain),
            fmt::format("its diff_id is wrong; the configuration says {}, its tar has {}",
                        crypto::sha256("other").to_string(), crypto::sha256(large_tar()).to_string()));
}

TEST(LayerPass, a_broken_tar) {
  const std::string tar = TarBuilder().file("a", "x").bytes();
  EXPECT_EQ(error_of(tar + "more", test::gzip(tar + "more")),
            "the tar goes on after its end marker, at byte 2048; expected zeros");
  EXPECT_EQ(error_of("no tar at all", "no tar at all"),
            "the tar ends at byte 13, inside a block of 512 bytes");
  // A tar that breaks early in a large layer: the rest is read all the same.
  const std::string early = std::string(512, 'x') + large_tar();
  EXPECT_EQ(error_of(early, test::gzip(early)),
            "tar entry at byte 0: its checksum is not a number that tar knows");
}

TEST(LayerPass, the_diff_id_covers_what_follows_the_end) {
  MemoryImage memory;
  const std::string tar = large_tar();
  memory.layer(tar, test::gzip(tar + std::string(512, '\0')));
  EXPECT_EQ(error_of(memory), fmt::format("its diff_id is wrong; the configuration says {}, its tar has {}",
                                          crypto::sha256(tar).to_string(),
                                          crypto::sha256(tar + std::string(512, '\0')).to_string()));
}

TEST(LayerPass, a_source_that_fails_is_told_first) {
  MemoryImage memory;
  memory.layer(large_tar(), test::gzip(large_tar()));
  memory.breaks_at = 1000;
  const auto layers = read_all(memory);
  ASSERT_FALSE(layers);
  EXPECT_EQ(layers.error().render(),
            "pushgate: error: registry: closed the connection\n  while reading layer 1 of 1\n");
}

TEST(LayerPass, the_first_error_in_layer_order_is_given) {
  const std::string small = TarBuilder().file("a", "x").bytes();
  const std::string large[] = {large_tar('1'), large_tar('2'), large_tar('3')};
  for (int turn = 0; turn < 5; ++turn) {
    MemoryImage memory;
    memory.layer(small).layer(large[0]).layer(large[1]).layer(small + "x").layer(large[2]);
    memory.stored(1).back() = 'x';
    memory.stored(2)[0] = 'x';
    const auto layers = read_all(memory);
    ASSERT_FALSE(layers);
    EXPECT_EQ(layers.error().subject, "layer " + memory.image.manifest.layers[1].digest.to_string());
    EXPECT_EQ(layers.error().context, std::vector<std::string>{"reading layer 2 of 5"});
  }
}

TEST(LayerPass, facts_come_in_the_image_s_order) {
  MemoryImage memory;
  for (int i = 0; i < 9; ++i)
    memory.layer(TarBuilder().file("f", std::string(static_cast<std::size_t>(i) * 10'000, 'x')).bytes());
  const auto layers = read_all(memory);
  ASSERT_TRUE(layers);
  for (std::size_t i = 0; i < 9; ++i) EXPECT_EQ((*layers)[i].blob, memory.image.manifest.layers[i].digest);
}

TEST(LayerPass, progress_gets_the_compressed_bytes) {
  struct Count final : Progress {
    void begin(std::string_view name, std::uint64_t bytes) override {
      phase = name;
      total = bytes;
    }
    void advance(std::uint64_t bytes) override { moved += bytes; }
    void end() override { ended = true; }
    std::string phase;
    std::uint64_t total = 0;
    std::atomic<std::uint64_t> moved = 0;
    bool ended = false;
  };
  MemoryImage memory;
  const std::string stored = test::gzip(large_tar());
  memory.layer(large_tar(), stored).layer(TarBuilder().bytes());
  Count progress;
  ASSERT_TRUE(read_layers(memory, memory.image, everything, progress));
  EXPECT_EQ(progress.phase, "reading layers");
  EXPECT_EQ(progress.total, stored.size() + 1024);
  EXPECT_EQ(progress.moved, stored.size() + 1024);
  EXPECT_TRUE(progress.ended);
}

TEST(LayerPass, as_many_diff_ids_as_layers) {
  MemoryImage memory;
  memory.layer(TarBuilder().bytes());
  memory.image.config.diff_ids.clear();
  const auto layers = read_all(memory);
  ASSERT_FALSE(layers);
  EXPECT_EQ(layers.error().render(), "pushgate: error: memory: has 1 layers but 0 diff_ids\n");
}

TEST(LayerPass, a_second_look_keeps_what_links_lead_to) {
  MemoryImage memory;
  memory.layer(TarBuilder().file("data/db", "one").file("other", "x").bytes())
      .layer(TarBuilder().file("unrelated", "x").bytes())
      .layer(TarBuilder().file("data/db", "two").bytes());
  auto layers = read_all(memory, [](const ListedFile&) { return Want::nothing; });
  ASSERT_TRUE(layers);
  SilentProgress progress;
  const std::vector<WantedFile> files = {{*RootPath::parse("data/db"), Want::content},
                                         {*RootPath::parse("nowhere"), Want::content}};
  memory.stored(1) = "not to be read again";
  ASSERT_TRUE(read_contents(memory, memory.image, files, nullptr, *layers, progress));
  EXPECT_EQ((*layers)[0].entries[0].content(), "one");
  EXPECT_EQ((*layers)[0].entries[0].sha256(), crypto::sha256("one"));
  EXPECT_FALSE((*layers)[0].entries[1].content());
  EXPECT_EQ((*layers)[2].entries[0].content(), "two");
  memory.stored(0) = "neither";
  EXPECT_TRUE(read_contents(memory, memory.image, files, nullptr, *layers, progress))
      << "nothing is missing any more";
}

}  // namespace
}  // namespace pushgate::oci
