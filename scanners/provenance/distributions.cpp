// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>
#include <utility>

#include "base/format.hpp"
#include "scanners/provenance/proof.hpp"

namespace pushgate::scanners {

namespace {

constexpr std::string_view k_direct_url = "pushgate:python:direct-url";

bool is_judged(const Distribution& one) {
  return !one.of_system && !one.carried;
}

void find_two_versions(Proof& proof) {
  std::map<std::pair<std::string, std::string>, std::vector<const Distribution*>> same;
  for (const auto& one : proof.installed.distributions()) {
    if (is_judged(one)) same[{one.site, one.name}].push_back(&one);
  }
  for (const auto& [key, all] : same) {
    if (all.size() < 2) continue;
    std::string versions = all.front()->component->version;
    for (std::size_t i = 1; i < all.size(); ++i) versions += " and " + all[i]->component->version;
    const auto& last = *std::ranges::max_element(all, {}, [](const auto* one) { return one->layer; });
    proof.add_in(last->layer, "provenance/two-versions", last->component->purl, last->metadata,
                 fmt::format("{} is installed {} times in {}: {}", last->component->name, all.size(),
                             key.first, versions),
                 "let one installer do all of it in one step, or remove the old version in its own layer");
  }
}

void find_direct_url(Proof& proof, const Distribution& one) {
  const auto& properties = one.component->properties;
  const auto url = std::ranges::find(properties, k_direct_url, &std::pair<std::string, std::string>::first);
  if (proof.installed.view().find(one.folder + "/direct_url.json") == nullptr) return;
  proof.add_in(one.layer, "provenance/direct-url", one.component->purl, one.folder + "/direct_url.json",
               fmt::format("{} {} was installed from {}", one.component->name, one.component->version,
                           url == properties.end() ? "a place of its own" : url->second),
               "build a wheel of it, lock its hash, and install it from the wheelhouse");
}

}  // namespace

void judge_distributions(Proof& proof) {
  for (const auto& one : proof.installed.distributions()) {
    if (!is_judged(one)) continue;
    find_direct_url(proof, one);
    if (one.record != nullptr) continue;
    proof.add_in(one.layer, "provenance/no-record", one.component->purl, one.metadata,
                 fmt::format("{} {} has no RECORD, so nothing can be said of its files", one.component->name,
                             one.component->version),
                 "install it from a wheel");
  }
  find_two_versions(proof);
}

}  // namespace pushgate::scanners
