// SPDX-License-Identifier: Apache-2.0
#include "oci/facts_codec.hpp"

#include <gtest/gtest.h>

#include "adapter/crypto/sha256.hpp"

namespace pushgate::oci {
namespace {

LayerFacts sample() {
  LayerFacts facts{crypto::sha256("blob"), crypto::sha256("tar"), 10, 20480, 3, {}, {}, {}};
  LayerEntry directory;
  directory.path = *RootPath::parse("etc");
  directory.kind = LayerEntry::Kind::directory;
  directory.mode = 0755;
  LayerEntry file;
  file.path = *RootPath::parse("etc/os-release");
  file.size = 9;
  file.uid = 10001;
  file.gid = 10002;
  file.sha256 = crypto::sha256("ID=debian");
  file.content = "ID=debian";
  file.mtime = 0xFEDCBA98;
  LayerEntry link;
  link.path = *RootPath::parse("lib");
  link.kind = LayerEntry::Kind::symlink;
  link.link = "usr/lib";
  LayerEntry probed;
  probed.path = *RootPath::parse("usr/bin/tool");
  probed.size = 5'000'000'000;
  probed.mode = 0755;
  probed.sha256 = crypto::sha256("binary");
  probed.content = "go1.22";
  probed.probed = true;
  facts.entries = EntryTable({directory, file, link, probed});
  facts.whiteouts = {*RootPath::parse("gone")};
  facts.opaque_directories = {*RootPath::parse("var"), RootPath()};
  return facts;
}

/// Bytes with a right sum at their end, whatever they say.
std::string summed(std::string body) {
  const Digest sum = crypto::sha256(body);
  return body.append(reinterpret_cast<const char*>(sum.bytes().data()), sum.bytes().size());
}

TEST(FactsCodec, round_trip) {
  const auto facts = decode_facts(encode_facts(sample()));
  ASSERT_TRUE(facts) << facts.error().render();
  EXPECT_EQ(encode_facts(*facts), encode_facts(sample()));
  ASSERT_EQ(facts->entries.size(), 4u);
  EXPECT_EQ(facts->entries[1].content(), "ID=debian");
  EXPECT_EQ(facts->entries[1].uid(), 10001u);
  EXPECT_EQ(facts->entries[1].mtime(), 0xFEDCBA98u);
  EXPECT_EQ(facts->entries[1].sha256(), crypto::sha256("ID=debian"));
  EXPECT_EQ(facts->entries[2].link(), "usr/lib");
  EXPECT_FALSE(facts->entries[2].content());
  EXPECT_FALSE(facts->entries[1].probed());
  EXPECT_TRUE(facts->entries[3].probed());
  EXPECT_EQ(facts->entries[3].content(), "go1.22");
  EXPECT_EQ(facts->entries[3].size(), 5'000'000'000u);
  EXPECT_EQ(facts->whiteouts[0].str(), "gone");
  EXPECT_TRUE(facts->opaque_directories[1].is_root());
  EXPECT_EQ(facts->tar_size, 20480u);
}

TEST(FactsCodec, entries_out_of_order_are_seen) {
  std::string body = encode_facts(sample());
  body.resize(body.size() - 32);
  const std::size_t at = body.find("\3lib");
  ASSERT_NE(at, std::string::npos);
  EXPECT_TRUE(decode_facts(summed(body.replace(at, 4, "\3mib"))));
  EXPECT_FALSE(decode_facts(summed(body.replace(at, 4, "\3etc"))));
}

TEST(FactsCodec, there_is_one_way_to_write_each_thing) {
  std::string body = encode_facts(sample());
  body.resize(body.size() - 32);
  for (std::size_t at = 0; at < body.size(); ++at) {
    for (int byte = 0; byte < 256; ++byte) {
      std::string other = body;
      other[at] = static_cast<char>(byte);
      const auto facts = decode_facts(summed(other));
      if (facts) {
        EXPECT_TRUE(encode_facts(*facts) == summed(other)) << at << ": " << byte;
      }
    }
  }
  const std::size_t at = body.find("\3lib");
  const std::string longer = body.substr(0, at - 1) + "\x80" + body.substr(at - 1);  // 0 in two bytes
  EXPECT_FALSE(decode_facts(summed(longer)));
}

TEST(FactsCodec, numbers_of_all_sizes) {
  std::vector<LayerEntry> entries;
  for (const std::uint64_t number : {0ull, 127ull, 128ull, 0xFFFFull, 0x10000ull, 0xFFFFFFFFull, ~0ull}) {
    LayerEntry& entry = entries.emplace_back();
    entry.path = *RootPath::parse("f" + std::to_string(number));
    entry.size = number;
    entry.uid = entry.gid = static_cast<std::uint32_t>(number);
  }
  LayerFacts facts = sample();
  facts.entries = EntryTable(entries);
  const auto read = decode_facts(encode_facts(facts));
  ASSERT_TRUE(read);
  for (const auto& entry : entries) {
    const auto found = read->entries.find(entry.path.str());
    ASSERT_TRUE(found);
    EXPECT_EQ(found.size(), entry.size);
    EXPECT_EQ(found.uid(), entry.uid);
    EXPECT_EQ(found.gid(), entry.gid);
  }
}

TEST(FactsCodec, a_flipped_bit_anywhere_is_seen) {
  const std::string good = encode_facts(sample());
  for (std::size_t i = 0; i < good.size(); ++i) {
    std::string bad = good;
    bad[i] = static_cast<char>(bad[i] ^ 1);
    EXPECT_FALSE(decode_facts(bad)) << i;
  }
}

TEST(FactsCodec, cut_bytes_with_a_right_sum_are_seen) {
  const std::string good = encode_facts(sample());
  const std::string body = good.substr(0, good.size() - 32);
  ASSERT_TRUE(decode_facts(summed(body)));
  for (std::size_t length = 0; length < body.size(); ++length) {
    EXPECT_FALSE(decode_facts(summed(body.substr(0, length)))) << length;
  }
  EXPECT_EQ(decode_facts(summed(body + "x")).error().render(),
            "pushgate: error: cached layer facts: are cut short\n");
}

TEST(FactsCodec, a_count_beyond_the_bytes_allocates_nothing) {
  std::string body = encode_facts(sample()).substr(0, 8 + 4 + 64 + 24);
  EXPECT_FALSE(decode_facts(summed(body + "\xff\xff\xff\xff")));
}

TEST(FactsCodec, another_version_is_another_version) {
  std::string body = encode_facts(sample());
  body.resize(body.size() - 32);
  body[8] = static_cast<char>(k_facts_version + 1);
  EXPECT_EQ(decode_facts(summed(body)).error().what, "are of another version");
}

}  // namespace
}  // namespace pushgate::oci
