// SPDX-License-Identifier: Apache-2.0
#include "fuzz/target.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <vector>

#include "fuzz/target_groups.hpp"

namespace pushgate::fuzz {

std::span<const Target> targets() {
  static const std::vector<Target> k_all = [] {
    std::vector<Target> all;
    for (const auto group : {archive_targets(), document_targets(), key_targets(), probed_targets(),
                             audit_targets(), package_targets(), signed_targets(), wheel_targets()}) {
      all.insert(all.end(), group.begin(), group.end());
    }
    std::ranges::sort(all, {}, &Target::name);
    return all;
  }();
  return k_all;
}

const Target* find_target(std::string_view name) {
  const auto all = targets();
  const auto found = std::ranges::find(all, name, &Target::name);
  return found == all.end() ? nullptr : &*found;
}

void must(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "does not hold: %s\n", what);
  std::abort();
}

}  // namespace pushgate::fuzz
