// SPDX-License-Identifier: Apache-2.0
#include "scanners/plan/excerpt.hpp"

#include <cstddef>

#include "base/format.hpp"

namespace pushgate::scanners {

std::string excerpt(std::string_view text) {
  constexpr std::size_t k_most = 200;
  if (text.size() <= k_most) return std::string(text);
  std::size_t end = k_most;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
  return std::string(text.substr(0, end)) + "…";
}

std::string excerpts(const std::vector<std::string>& items) {
  constexpr std::size_t k_most = 8;
  std::string text;
  for (std::size_t i = 0; i < items.size() && i < k_most; ++i) {
    if (i > 0) text += i + 1 == items.size() ? " and " : ", ";
    text += excerpt(items[i]);
  }
  if (items.size() > k_most) text += fmt::format(" and {} more", items.size() - k_most);
  return text;
}

}  // namespace pushgate::scanners
