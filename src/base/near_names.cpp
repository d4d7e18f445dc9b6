// SPDX-License-Identifier: Apache-2.0
#include "base/near_names.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "base/format.hpp"

namespace pushgate {

namespace {

/// Letters to add, drop or change to make one text of the other (Levenshtein).
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i);
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t changed = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = std::exchange(row[j], std::min({changed, row[j] + 1, row[j - 1] + 1}));
    }
  }
  return row[b.size()];
}

}  // namespace

std::vector<std::string_view> near_names(std::string_view text, const std::vector<std::string_view>& known) {
  constexpr std::size_t k_longest = 64;  // no name of ours is longer, and the distance costs their product
  if (text.size() > k_longest) return {};
  std::size_t closest = std::min<std::size_t>(2, text.size() / 2);
  std::vector<std::string_view> near;
  for (const std::string_view candidate : known) {
    const std::size_t apart = distance(text, candidate);
    if (apart > closest) continue;
    if (apart < closest) near.clear();
    closest = apart;
    near.push_back(candidate);
  }
  return near;
}

std::string near_hint(const std::vector<std::string_view>& names) {
  if (names.empty()) return {};
  return fmt::format("did you mean '{}'?", fmt::join(names, "' or '"));
}

}  // namespace pushgate
