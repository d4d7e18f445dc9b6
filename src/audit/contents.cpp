// SPDX-License-Identifier: Apache-2.0
#include "audit/contents.hpp"

#include <algorithm>

namespace pushgate::audit {

namespace {

void append(std::string& bytes, std::uint32_t number) {
  for (; number >= 0x80; number >>= 7) bytes += static_cast<char>(number | 0x80);
  bytes += static_cast<char>(number);
}

}  // namespace

std::string write_entries(std::vector<Entry> entries) {
  std::ranges::sort(entries);
  const auto twice = std::ranges::unique(entries);
  entries.erase(twice.begin(), twice.end());
  std::string bytes;
  bytes.reserve(3 * entries.size());
  std::uint32_t last = 0;
  for (const Entry& entry : entries) {
    append(bytes, entry.first - last);
    append(bytes, entry.second);
    last = entry.first;
  }
  return bytes;
}

}  // namespace pushgate::audit
