// SPDX-License-Identifier: Apache-2.0
#include "policy/vex_entries.hpp"

#include <algorithm>
#include <iterator>
#include <string_view>
#include <utility>

#include "policy/waivers.hpp"

namespace pushgate::policy {

std::vector<VexEntry> vex_entries(const std::vector<Waiver>& waivers, const model::Subject& image,
                                  const std::vector<VexPackage>& packages, Date today) {
  static constexpr std::string_view k_advisories = "vuln/";
  std::vector<VexEntry> entries;
  for (const Waiver& waiver : waivers) {
    const ReadWaiver read(waiver);
    if (!waiver.rule.starts_with(k_advisories) || waiver.expires < today || !read.is_for(image)) continue;
    VexEntry entry{waiver.rule.substr(k_advisories.size()), waiver, {}};
    std::ranges::copy_if(packages, std::back_inserter(entry.packages),
                         [&](const VexPackage& package) { return read.fits(package.purl); });
    if (!entry.packages.empty()) entries.push_back(std::move(entry));
  }
  return entries;
}

}  // namespace pushgate::policy
