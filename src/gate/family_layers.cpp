// SPDX-License-Identifier: Apache-2.0
#include "gate/family_layers.hpp"

#include <algorithm>
#include <cstddef>

namespace pushgate::gate {

namespace {

bool begins_with(const std::vector<Digest>& layers, const std::vector<Digest>& base) {
  return !base.empty() && base.size() <= layers.size() &&
         std::equal(base.begin(), base.end(), layers.begin());
}

}  // namespace

bool is_built_on(const PlatformImage& image, const PlatformImage& base) {
  return begins_with(image.layers, base.layers) || begins_with(image.diff_ids, base.diff_ids);
}

std::optional<BuiltOn> find_family(const PlatformImage& image, const FamilyImages& families,
                                   const std::string& planned) {
  std::optional<BuiltOn> best;
  std::size_t most = 0;
  for (const auto& [name, images] : families) {
    for (const auto& family : images) {
      for (const auto& base : family.images) {
        const std::size_t count = base.layers.size();
        const bool better =
            count > most || (best && count == most && name == planned && best->family != planned);
        if (!better || !is_built_on(image, base)) continue;
        best = BuiltOn{name, family.tag};
        most = count;
      }
    }
  }
  return best;
}

}  // namespace pushgate::gate
