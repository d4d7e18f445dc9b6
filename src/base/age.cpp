// SPDX-License-Identifier: Apache-2.0
#include "base/age.hpp"

#include <charconv>

#include "base/format.hpp"

namespace pushgate {

namespace {

constexpr int k_longest_hours = 10 * 366 * 24;

}  // namespace

std::optional<std::chrono::hours> parse_age(std::string_view text) {
  int count = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
  const std::string_view unit(end, static_cast<std::size_t>(text.data() + text.size() - end));
  if (error != std::errc() || (unit != "h" && unit != "d") || count <= 0 || text.starts_with('0') ||
      count > k_longest_hours / (unit == "d" ? 24 : 1))
    return std::nullopt;
  return std::chrono::hours(unit == "d" ? count * 24 : count);
}

std::string age_in_words(std::chrono::hours age) {
  if (age == std::chrono::hours(1)) return "1 hour";
  if (age < std::chrono::hours(72)) return fmt::format("{} hours", age.count());
  return fmt::format("{} days", std::chrono::floor<std::chrono::days>(age).count());
}

}  // namespace pushgate
