// SPDX-License-Identifier: Apache-2.0
#include "plan/dockerfile/duration.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <utility>

namespace pushgate::dockerfile {

namespace {

constexpr double k_most = 9223372036854775807.0;

// Longer names first: m is the front of ms.
constexpr std::array<std::pair<std::string_view, double>, 8> k_units = {{{"ns", 1},
                                                                         {"us", 1e3},
                                                                         {"\xc2\xb5s", 1e3},
                                                                         {"\xce\xbcs", 1e3},
                                                                         {"ms", 1e6},
                                                                         {"s", 1e9},
                                                                         {"m", 60e9},
                                                                         {"h", 3600e9}}};

// Digits from the front, as a number; `scale` is divided by ten for each.
double take_digits(std::string_view& text, double& scale, bool& any) {
  double value = 0;
  while (!text.empty() && text.front() >= '0' && text.front() <= '9') {
    value = value * 10 + (text.front() - '0');
    scale /= 10;
    any = true;
    text.remove_prefix(1);
  }
  return value;
}

}  // namespace

std::optional<std::chrono::nanoseconds> parse_duration(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  if (text == "0") return std::chrono::nanoseconds(0);
  if (text.empty()) return std::nullopt;
  double sum = 0;
  while (!text.empty()) {
    bool any = false;
    double scale = 1;
    double value = take_digits(text, scale, any);
    if (text.starts_with('.')) {
      text.remove_prefix(1);
      scale = 1;
      const double fraction = take_digits(text, scale, any);
      value += fraction * scale;
    }
    const auto unit = std::find_if(k_units.begin(), k_units.end(),
                                   [&](const auto& known) { return text.starts_with(known.first); });
    if (!any || unit == k_units.end()) return std::nullopt;
    text.remove_prefix(unit->first.size());
    // A unit ends where a number begins again.
    if (!text.empty() && text.front() != '.' && (text.front() < '0' || text.front() > '9'))
      return std::nullopt;
    sum += value * unit->second;
    if (!(sum < k_most)) return std::nullopt;
  }
  const auto whole = static_cast<std::int64_t>(sum);
  return std::chrono::nanoseconds(negative ? -whole : whole);
}

}  // namespace pushgate::dockerfile
