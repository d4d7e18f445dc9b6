// SPDX-License-Identifier: Apache-2.0
#include <map>

#include "scanners/provenance/proof.hpp"

namespace pushgate::scanners {

namespace {

std::vector<model::LayerShare> shares_of(const Distribution& one, const std::vector<model::Layer>& layers) {
  std::map<std::size_t, std::uint64_t> files;
  for (const auto* node : one.found) {
    if (node != nullptr) ++files[node->layer];
  }
  if (files.empty()) files[one.layer] = 1;  // all that is known of it: what states it
  std::vector<model::LayerShare> shares;
  for (const auto& [layer, count] : files) {
    if (layer < layers.size()) shares.push_back({layers[layer].diff_id, layers[layer].created_by, count});
  }
  return shares;
}

}  // namespace

std::vector<model::DistributionProof> begin_chains(const Installation& installed,
                                                   const std::vector<model::Layer>& layers) {
  std::vector<model::DistributionProof> chains;
  for (const auto& one : installed.distributions()) {
    auto& chain = chains.emplace_back();
    chain.name = one.component->name;
    chain.version = one.component->version;
    chain.purl = one.component->purl;
    chain.metadata = one.metadata;
    if (one.record != nullptr) chain.record = one.folder + "/RECORD";
    chain.of_system = one.of_system;
    chain.layers = shares_of(one, layers);
  }
  return chains;
}

}  // namespace pushgate::scanners
