// SPDX-License-Identifier: Apache-2.0
#include "oci/facts_cache.hpp"

#include <string>
#include <system_error>
#include <utility>

#include "base/limits.hpp"
#include "oci/facts_codec.hpp"
#include "oci/layer_pass.hpp"
#include "store/files.hpp"

namespace pushgate::oci {

std::filesystem::path FactsCache::file_of(const Digest& blob) const {
  return m_folder / ("v" + std::to_string(k_facts_version)) / blob.hex();
}

std::optional<LayerFacts> FactsCache::load(const Digest& blob) const {
  const auto bytes = store::read_file(file_of(blob), 2 * limits::k_kept_layer_bytes);
  if (!bytes) return std::nullopt;
  auto facts = decode_facts(*bytes);
  if (!facts || facts->blob != blob) return std::nullopt;
  return std::move(*facts);
}

Result<void> FactsCache::store(const LayerFacts& facts) const {
  const std::filesystem::path file = file_of(facts.blob);
  std::error_code error;
  std::filesystem::create_directories(file.parent_path(), error);
  if (error) return fail(Error::unchecked(file.parent_path().string(), "cannot be made: " + error.message()));
  return store::write_file(file, encode_facts(facts));
}

namespace {

/// The image with only the layers that are not cached.
Image without_cached(const Image& image, const std::vector<std::optional<LayerFacts>>& cached) {
  Image rest = image;
  rest.manifest.layers.clear();
  rest.config.diff_ids.clear();
  for (std::size_t i = 0; i < cached.size(); ++i) {
    if (cached[i]) continue;
    rest.manifest.layers.push_back(image.manifest.layers[i]);
    rest.config.diff_ids.push_back(image.config.diff_ids[i]);
  }
  return rest;
}

Result<void> check(const LayerFacts& facts, const Digest& diff_id) {
  if (facts.diff_id == diff_id) return {};
  return fail(Error::unchecked("layer " + facts.blob.to_string(),
                               "its tar is not what the configuration says; expected diff_id " +
                                   diff_id.to_string() + ", got " + facts.diff_id.to_string()));
}

}  // namespace

Result<std::vector<LayerFacts>> read_layers(ImageSource& source, const Image& image,
                                            const Selection& selection, const FactsCache& cache,
                                            Progress& progress) {
  std::vector<std::optional<LayerFacts>> cached;
  for (std::size_t i = 0; i < image.manifest.layers.size(); ++i) {
    cached.push_back(cache.load(image.manifest.layers[i].digest));
    if (cached.back()) TRY(check(*cached.back(), image.config.diff_ids[i]));
  }
  TRY_ASSIGN(std::vector<LayerFacts> fresh,
             read_layers(source, without_cached(image, cached), selection, progress));
  // A cache that cannot be written costs time, not truth: its error is of no interest to who asked for the
  // facts.
  for (const LayerFacts& facts : fresh) static_cast<void>(cache.store(facts));
  std::vector<LayerFacts> all;
  auto next = fresh.begin();
  for (auto& facts : cached) all.push_back(facts ? std::move(*facts) : std::move(*next++));
  return all;
}

}  // namespace pushgate::oci
