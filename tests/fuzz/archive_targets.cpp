// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "adapter/archive/tar_reader.hpp"
#include "adapter/compress/decompressor.hpp"
#include "adapter/crypto/sha256.hpp"
#include "base/byte_source.hpp"
#include "evidence/archive_reader.hpp"
#include "fuzz/target_groups.hpp"
#include "oci/facts_codec.hpp"
#include "oci/layer_collector.hpp"
#include "oci/root_view.hpp"
#include "sbom/inventory.hpp"

namespace pushgate::fuzz {

namespace {

constexpr std::size_t k_unpacked = 1u << 20;  // of one input; more only costs time

class Bytes final : public ByteSource {
 public:
  explicit Bytes(std::string_view bytes) : m_bytes(bytes) {}
  Result<std::size_t> read(std::span<std::uint8_t> buffer) override {
    const std::size_t count = m_bytes.copy(reinterpret_cast<char*>(buffer.data()), buffer.size());
    m_bytes.remove_prefix(count);
    return count;
  }

 private:
  std::string_view m_bytes;
};

/// The unpacked bytes; nothing where the stream is bad.
std::optional<std::string> unpacked(std::unique_ptr<compress::Decompressor> decompressor,
                                    std::string_view bytes) {
  std::string out;
  std::vector<std::uint8_t> buffer(16384);
  decompressor->feed({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()});
  while (out.size() < k_unpacked) {
    const auto count = decompressor->unpack(buffer);
    if (!count) return std::nullopt;
    if (*count == 0) break;
    out.append(reinterpret_cast<const char*>(buffer.data()), *count);
  }
  if (out.size() < k_unpacked && !decompressor->finish()) return std::nullopt;
  return out;
}

void gzip(std::string_view bytes) {
  const auto by_zlib = unpacked(compress::make_zlib_gzip({}), bytes);
  auto isal = compress::make_isal_gzip({});
  if (isal == nullptr) return;
  must(unpacked(std::move(isal), bytes) == by_zlib, "both libraries unpack a gzip stream to the same bytes");
}

void compressed(std::string_view bytes) {
  const auto source = compress::decompressed(std::make_unique<Bytes>(bytes));
  std::vector<std::uint8_t> buffer(16384);
  for (std::size_t total = 0; total < k_unpacked;) {
    const auto count = source->read(buffer);
    if (!count || *count == 0) return;
    total += *count;
  }
}

void tar(std::string_view bytes) {
  Bytes source(bytes);
  archive::SourceTarInput input(source);
  archive::TarReader reader(input, "fuzz");
  while (true) {
    const auto entry = reader.next();
    if (!entry || !*entry) return;
    const std::string path = "/" + (*entry)->path.str() + "/";
    must(path.find("/../") == std::string::npos, "no path leads out of the root");
    for (auto piece = reader.content(); piece && !piece->empty();) piece = reader.content();
  }
}

void evidence_archive(std::string_view bytes) {
  Bytes source(bytes);
  archive::SourceTarInput input(source);
  auto reader = evidence::ArchiveReader::open(input, "fuzz");
  if (!reader) return;
  const std::string manifest = evidence::write_archive_manifest(reader->manifest());
  const auto again = evidence::read_archive_manifest(manifest, "fuzz");
  must(again && evidence::write_archive_manifest(*again) == manifest,
       "a manifest that was read is written and read as the same");
  for (const std::string& name : reader->manifest().folders) {
    const auto folder = reader->next();
    must(folder && *folder && (*folder)->name == name, "every folder of the manifest is told of");
  }
  const auto end = reader->next();
  must(end && !*end, "and no other");
}

std::optional<oci::LayerFacts> facts_of(std::string_view bytes) {
  Bytes source(bytes);
  archive::SourceTarInput input(source);
  archive::TarReader reader(input, "fuzz");
  const oci::Selection selection = sbom::image_selection();
  oci::LayerCollector collector(selection, "fuzz");
  const Digest any = crypto::sha256(bytes);
  oci::LayerFacts facts{
      .blob = any, .diff_id = any, .entries = {}, .whiteouts = {}, .opaque_directories = {}};
  if (!collector.collect(reader, nullptr) || !std::move(collector).finish(facts)) return std::nullopt;
  return facts;
}

/// The bytes are two tars, the second from the middle block on: whatever they say, an inventory or an error.
void layers(std::string_view bytes) {
  const std::size_t half = bytes.size() / 1024 * 512;
  std::vector<oci::LayerFacts> both;
  for (const auto part : {bytes.substr(0, half), bytes.substr(half)}) {
    auto facts = facts_of(part);
    if (!facts) return;
    both.push_back(std::move(*facts));
  }
  if (const auto view = oci::RootView::merge(both, both.size())) (void)sbom::take_inventory(both, *view);
}

void layer_facts(std::string_view bytes) {
  if (const auto facts = oci::decode_facts(bytes)) {
    must(oci::encode_facts(*facts) == bytes, "facts that were read are written as the same");
  }
  // A tar's facts, through the codec and back.
  if (const auto facts = facts_of(bytes)) {
    const std::string text = oci::encode_facts(*facts);
    const auto again = oci::decode_facts(text);
    must(again && oci::encode_facts(*again) == text, "facts that were written are read as the same");
  }
}

constexpr std::array k_targets = {
    Target{"compressed", compressed},
    Target{"evidence_archive", evidence_archive},
    Target{"gzip", gzip},
    Target{"layer_facts", layer_facts},
    Target{"layers", layers},
    Target{"tar", tar},
};

}  // namespace

std::span<const Target> archive_targets() {
  return k_targets;
}

}  // namespace pushgate::fuzz
