// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "adapter/crypto/base64.hpp"
#include "base/format.hpp"
#include "sbom/inventory.hpp"
#include "scanners/provenance/provenance_scanner.hpp"
#include "unit/sbom/layer_builder.hpp"

namespace pushgate::scanners {

inline const std::string k_site = "usr/local/lib/python3.11/site-packages/";

/// `a/b.py,sha256=…,6`
inline std::string record_line(std::string_view path, std::string_view content) {
  std::string raw;
  const Digest digest = crypto::sha256(content);
  for (const auto byte : digest.bytes()) raw += static_cast<char>(byte);
  std::string hash = crypto::encode_base64(raw);
  std::ranges::replace(hash, '+', '-');
  std::ranges::replace(hash, '/', '_');
  while (hash.ends_with('=')) hash.pop_back();
  return fmt::format("{},sha256={},{}\n", path, hash, content.size());
}

using Files = std::map<std::string, std::string>;

/// What pip leaves of a wheel; the paths of `files` are relative to the site.
inline void install(sbom::LayerBuilder& layer, const std::string& name, const std::string& version,
                    const Files& files, const std::string& site = k_site) {
  const std::string folder = name + "-" + version + ".dist-info/";
  Files all = files;
  all[folder + "METADATA"] = sbom::metadata(name, version);
  all[folder + "INSTALLER"] = "pip\n";
  std::string record;
  for (const auto& [path, content] : all) {
    layer.file(path.starts_with("../../../") ? "usr/local/" + path.substr(9) : site + path, content);
    record += record_line(path, content);
  }
  layer.file(site + folder + "RECORD", record + folder + "RECORD,,\n");
}

/// The image's inventory, as the gate has it.
inline model::Inventory inventory_of(const std::vector<oci::LayerFacts>& layers) {
  auto inventory = sbom::take_inventory(layers, sbom::merged(layers));
  if (!inventory) throw std::runtime_error(inventory.error().render());
  for (std::size_t i = 0; i < layers.size(); ++i) {
    inventory->layers.push_back({layers[i].diff_id, fmt::format("STEP {}", i + 1), {}});
  }
  return std::move(*inventory);
}

/// scan_provenance() of an image whose layers are in memory; whether its first one is the base image's.
inline ProvenanceResult prove(const std::vector<oci::LayerFacts>& layers, const std::string& lock = {},
                              const std::string& wheelhouse = {}, std::optional<bool> of_base = {}) {
  const auto view = sbom::merged(layers);
  const auto recorded = RecordedFiles::read(view);
  auto inventory = inventory_of(layers);
  if (of_base) inventory.layers.front().of_base = of_base;
  ProvenanceInput input{.layers = layers, .view = view, .recorded = recorded, .inventory = inventory};
  input.architecture = "amd64";
  if (!lock.empty()) input.lock = lock;
  if (!wheelhouse.empty()) input.wheelhouse = wheelhouse;
  return scan_provenance(input);
}

/// The same, without the chains.
inline model::ScanResult scan(const std::vector<oci::LayerFacts>& layers, const std::string& lock = {},
                              const std::string& wheelhouse = {}, std::optional<bool> of_base = {}) {
  return prove(layers, lock, wheelhouse, of_base).result;
}

/// `LAYER PATH rule subject: message`, for each finding; the site reads SITE.
inline std::vector<std::string> told(const model::ScanResult& result,
                                     const std::vector<oci::LayerFacts>& layers) {
  std::vector<std::string> out;
  for (const auto& finding : result.findings) {
    std::string layer = "-";
    for (std::size_t i = 0; i < layers.size(); ++i) {
      if (layers[i].diff_id.to_string() == finding.location.layer) layer = std::to_string(i + 1);
    }
    std::string line = fmt::format("{}{} {} {} {}: {}", finding.could_not_look ? "?" : "", layer,
                                   finding.location.path, finding.rule, finding.subject, finding.message);
    const std::string site = "/" + k_site;
    for (auto at = line.find(site); at != std::string::npos; at = line.find(site)) {
      line.replace(at, site.size(), "SITE/");
    }
    out.push_back(line);
  }
  return out;
}

}  // namespace pushgate::scanners
