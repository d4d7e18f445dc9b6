// SPDX-License-Identifier: Apache-2.0
//
// A cached document is a file of three parts: SHA-256 of the rest in hex and a newline, the counts as a line
// of JSON, the document. Its name is the SHA-256 of what it was made from: the program's build id, the
// manifest and all options.
#include "gate/document_cache.hpp"

#include <utility>

#include "adapter/crypto/sha256.hpp"
#include "adapter/json/json.hpp"
#include "base/clock.hpp"
#include "base/limits.hpp"
#include "gate/build_id.hpp"
#include "gate/cache_folder.hpp"
#include "store/files.hpp"

namespace pushgate::gate {

namespace {

constexpr std::size_t k_digest_line = 65;

/// Nothing where the program cannot tell itself from another one.
Result<std::optional<Digest>> key_of(const OpenedImage& opened, const SbomOptions& options) {
  const std::string id = build_id();
  if (id.empty()) return std::nullopt;
  TRY_ASSIGN(const auto epoch, source_date_epoch());
  json::Array base;
  if (options.base) {
    for (const auto& layer : *options.base) base.emplace_back(layer.to_string());
  }
  const json::Object key{{"build", id},
                         {"manifest", opened.image.manifest_document.digest.to_string()},
                         {"name", options.name},
                         {"spec", options.version == sbom::SpecVersion::v1_7 ? "1.7" : "1.6"},
                         {"has_base", options.base.has_value()},
                         {"base", std::move(base)},
                         {"base_name", options.base_name},
                         {"time", epoch ? format_rfc3339(*epoch) : ""}};
  return crypto::sha256(json::write(key));
}

std::uint64_t count_in(const json::Value& counts, std::string_view name) {
  const auto* value = counts.find(name);
  return value == nullptr ? 0 : value->as_unsigned().value_or(0);
}

}  // namespace

std::optional<SbomText> DocumentCache::load(const Digest& key) const {
  const auto bytes = store::read_file(m_folder / key.hex(), limits::k_json_bytes);
  if (!bytes || bytes->size() <= k_digest_line) return std::nullopt;
  const std::string_view rest = std::string_view(*bytes).substr(k_digest_line);
  if (crypto::sha256(rest).hex() + "\n" != bytes->substr(0, k_digest_line)) return std::nullopt;
  const std::size_t end = rest.find('\n');
  const auto counts = json::parse(rest.substr(0, end), "cached SBOM");
  if (!counts || end == std::string_view::npos) return std::nullopt;
  return SbomText{.document = std::string(rest.substr(end + 1)),
                  .packages = count_in(*counts, "packages"),
                  .executables = count_in(*counts, "executables"),
                  .unowned = count_in(*counts, "unowned"),
                  .unread = count_in(*counts, "unread")};
}

void DocumentCache::store(const Digest& key, const SbomText& text) const {
  const json::Object counts{{"packages", text.packages},
                            {"executables", text.executables},
                            {"unowned", text.unowned},
                            {"unread", text.unread}};
  const std::string rest = json::write(counts) + "\n" + text.document;
  std::error_code error;
  std::filesystem::create_directories(m_folder, error);
  if (!error)
    static_cast<void>(store::write_file(m_folder / key.hex(), crypto::sha256(rest).hex() + "\n" + rest));
}

Result<SbomText> sbom_text(OpenedImage& opened, SbomOptions options, const std::string& cache_dir,
                           Progress& progress) {
  const auto folder = cache_folder(cache_dir);
  const auto facts = facts_cache(cache_dir);
  options.cache = facts ? &*facts : nullptr;
  TRY_ASSIGN(const auto key, key_of(opened, options));
  const bool is_cached = folder && key;
  const DocumentCache cache(is_cached ? *folder / "documents" : std::filesystem::path());
  if (is_cached) {
    if (auto found = cache.load(*key)) return std::move(*found);
  }
  TRY_ASSIGN(ImageSbom sbom, make_sbom(opened, options, progress));
  SbomText text{.document = std::move(sbom.document),
                .packages = count_packages(sbom.inventory),
                .executables = sbom.inventory.coverage.executables,
                .unowned = sbom.inventory.coverage.unowned.size(),
                .unread = sbom.inventory.unread.size()};
  if (is_cached) cache.store(*key, text);
  return text;
}

}  // namespace pushgate::gate
