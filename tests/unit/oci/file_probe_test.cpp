// SPDX-License-Identifier: Apache-2.0
// Want::probe, from tars that go through the layer pass.
#include "oci/file_probe.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/format.hpp"
#include "memory_image.hpp"
#include "oci/root_view.hpp"
#include "support/tar_builder.hpp"
#include "temporary_folder.hpp"

namespace pushgate::oci {
namespace {

using test::TarBuilder;

/// Wants what begins with "ELF" and says how large it is, how long its head was, and its last bytes.
class TailProber final : public FileProber {
 public:
  bool wants(std::string_view path, std::span<const std::uint8_t> head) const override {
    heads += fmt::format("{}:{} ", path, head.size());
    const std::string_view magic = "ELF";
    return head.size() >= magic.size() && std::equal(magic.begin(), magic.end(), head.begin());
  }
  Result<std::string> probe(const std::string& path, const RandomAccess& file) const override {
    if (path == "bad") return fail(Error::unchecked(path, "cannot be read"));
    std::uint8_t tail[4] = {};
    const std::uint64_t offset = file.size() - std::min<std::uint64_t>(file.size(), sizeof tail);
    TRY_ASSIGN(const std::size_t count, file.read_at(offset, tail));
    return fmt::format("{} {}", file.size(), std::string(tail, tail + count));
  }
  mutable std::string heads;
};

Want probed(const ListedFile&) {
  return Want::probe;
}

/// `ELF`, then bytes that repeat nowhere near, then `tail`.
std::string binary(std::size_t size) {
  std::string bytes = "ELF";
  bytes.resize(size - 4);
  for (std::size_t at = 3; at < bytes.size(); ++at) bytes[at] = static_cast<char>(at * 31 + at / 256);
  return bytes + "tail";
}

EntryView entry_at(const LayerFacts& facts, std::string_view path) {
  return facts.entries.find(path);
}

TEST(FileProbe, what_the_prober_says_is_the_content) {
  // Sizes around the head, around a block, around the pipeline's chunks, and beyond what memory holds.
  TarBuilder tar;
  std::vector<std::size_t> sizes = {7, 63, 64, 65, 512, 600, (256u << 10) - 512 * 14, 1000, 9u << 20, 70};
  for (const std::size_t size : sizes) tar.file(fmt::format("bin{}", size), binary(size));
  MemoryImage memory;
  memory.layer(tar.bytes());
  TailProber prober;
  const auto layers = read_all(memory, {probed, &prober});
  ASSERT_TRUE(layers) << layers.error().render();
  std::string heads;
  for (const std::size_t size : sizes) {
    const auto entry = entry_at(layers->front(), fmt::format("bin{}", size));
    EXPECT_TRUE(entry.probed());
    EXPECT_EQ(entry.content(), fmt::format("{} tail", size));
    EXPECT_EQ(entry.sha256(), crypto::sha256(binary(size)));
    EXPECT_EQ(entry.size(), size);
    heads += fmt::format("bin{}:{} ", size, std::min<std::size_t>(size, 64));
  }
  EXPECT_EQ(prober.heads, heads);
}

TEST(FileProbe, a_head_in_two_chunks) {
  /// Gives one to seven bytes at a time.
  struct Pieces final : archive::TarInput {
    explicit Pieces(std::string bytes) : text(std::move(bytes)) {}
    Result<std::span<const std::uint8_t>> take(std::size_t most) override {
      const std::size_t count = std::min({most, ++turn % 7 + 1, text.size() - at});
      at += count;
      return std::span(reinterpret_cast<const std::uint8_t*>(text.data()) + at - count, count);
    }
    std::string text;
    std::size_t at = 0;
    std::size_t turn = 0;
  } input(TarBuilder().file("tool", binary(100)).file("next", "ELF").bytes());
  archive::TarReader reader(input, "layer");
  TailProber prober;
  FileProbe probe(&prober, "layer");
  LayerEntry tool;
  tool.path = (*reader.next())->path;
  tool.size = 100;
  ASSERT_TRUE(probe.look_into(tool, false, reader));
  EXPECT_EQ(tool.content, "100 tail");
  EXPECT_EQ(tool.sha256, crypto::sha256(binary(100)));
  EXPECT_EQ(prober.heads, "tool:64 ");
  EXPECT_EQ((*reader.next())->path.str(), "next");
}

TEST(FileProbe, of_what_it_declines_nothing_is_kept) {
  MemoryImage memory;
  memory.layer(TarBuilder()
                   .file("a", std::string(300'000, 'x'))
                   .file("b", "")
                   .file("c", "ELFx")
                   .file("d", "EL")
                   .bytes());
  const TailProber prober;
  const auto layers = read_all(memory, {probed, &prober});
  ASSERT_TRUE(layers) << layers.error().render();
  for (const auto* path : {"a", "b", "d"}) {
    const auto entry = entry_at(layers->front(), path);
    EXPECT_FALSE(entry.probed() || entry.content() || entry.sha256()) << path;
  }
  EXPECT_EQ(entry_at(layers->front(), "c").content(), "4 ELFx");
  EXPECT_EQ(prober.heads, "a:64 b:0 c:4 d:2 ");
}

TEST(FileProbe, of_what_it_declines_the_hash_is_kept_where_asked) {
  MemoryImage memory;
  TarBuilder tar;
  const std::vector<std::size_t> sizes = {0, 1, 63, 64, 65, 512, 300'000};
  for (const std::size_t size : sizes) tar.file(fmt::format("text{}", size), std::string(size, 'x'));
  memory.layer(tar.file("tool", binary(90)).bytes());
  const TailProber prober;
  const auto layers = read_all(memory, {[](const ListedFile&) { return Want::probe_or_hash; }, &prober});
  ASSERT_TRUE(layers) << layers.error().render();
  for (const std::size_t size : sizes) {
    const auto entry = entry_at(layers->front(), fmt::format("text{}", size));
    EXPECT_EQ(entry.sha256(), crypto::sha256(std::string(size, 'x'))) << size;
    EXPECT_FALSE(entry.probed() || entry.content()) << size;
  }
  EXPECT_EQ(entry_at(layers->front(), "tool").content(), "90 tail");
}

TEST(FileProbe, a_hard_link_has_what_was_said_of_its_target) {
  MemoryImage memory;
  memory.layer(TarBuilder().file("tool", binary(90)).hardlink("same", "tool").bytes())
      .layer(TarBuilder().hardlink("later", "same").bytes());
  const TailProber prober;
  const auto layers = read_all(memory, {probed, &prober});
  ASSERT_TRUE(layers);
  const auto view = RootView::merge(*layers, 2);
  ASSERT_TRUE(view);
  for (const auto* path : {"tool", "same", "later"}) {
    EXPECT_TRUE(view->find(path)->probed()) << path;
    EXPECT_EQ(view->find(path)->content(), "90 tail") << path;
  }
}

TEST(FileProbe, a_second_look_probes_too) {
  MemoryImage memory;
  memory.layer(TarBuilder().file("opt/tool", binary(90)).file("other", "ELF").file("text", "x").bytes());
  auto layers = read_all(memory, [](const ListedFile&) { return Want::nothing; });
  ASSERT_TRUE(layers);
  SilentProgress progress;
  const TailProber prober;
  const std::vector<WantedFile> files = {{*RootPath::parse("opt/tool"), Want::probe},
                                         {*RootPath::parse("text"), Want::content}};
  ASSERT_TRUE(read_contents(memory, memory.image, files, &prober, *layers, progress));
  EXPECT_EQ(prober.heads, "opt/tool:64 ");
  EXPECT_TRUE(entry_at(layers->front(), "opt/tool").probed());
  EXPECT_EQ(entry_at(layers->front(), "opt/tool").content(), "90 tail");
  EXPECT_FALSE(entry_at(layers->front(), "text").probed());
  EXPECT_EQ(entry_at(layers->front(), "text").content(), "x");
}

std::string error_of(const TarBuilder& tar, const FileProber* prober) {
  MemoryImage memory;
  memory.layer(tar.bytes());
  const auto layers = read_all(memory, {probed, prober});
  return layers ? "none" : layers.error().render();
}

std::string layer_of(const TarBuilder& tar) {
  return "pushgate: error: layer " + crypto::sha256(tar.bytes()).to_string();
}

TEST(FileProbe, errors) {
  const TailProber prober;
  EXPECT_EQ(error_of(TarBuilder().file("bad", "ELF"), &prober),
            "pushgate: error: bad: cannot be read\n  while reading layer 1 of 1\n");
  test::TarHeader huge;
  huge.name = "huge";
  huge.size = (4ull << 30) + 1;
  const TarBuilder tar = TarBuilder().entry(huge, binary(512));
  EXPECT_EQ(error_of(tar, &prober), layer_of(tar) +
                                        ": 'huge' has 4294967297 bytes; expected at most 4294967296\n"
                                        "  while reading layer 1 of 1\n");
  const TarBuilder nobody = TarBuilder().file("f", "x");
  EXPECT_NE(error_of(nobody, nullptr).find("no prober was given for 'f'"), std::string::npos);
}

TEST(FileProbe, no_room_for_a_large_file) {
  const TemporaryFolder folder("nowhere");
  const TailProber prober;
  EXPECT_EQ(error_of(TarBuilder().file("tool", binary(9u << 20)), &prober),
            "pushgate: error: " + folder.path() +
                ": cannot hold a temporary file: No such file or directory\n"
                "  while reading layer 1 of 1\n"
                "  hint: set TMPDIR to a folder that can be written\n");
}

}  // namespace
}  // namespace pushgate::oci
