// SPDX-License-Identifier: Apache-2.0
#include "registry/retry.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>

namespace pushgate::registry {

namespace {

std::optional<int> number(std::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc() || end != text.data() + text.size() || value < 0)
    return std::nullopt;
  return value;
}

// `Sun, 06 Nov 1994 08:49:37 GMT`: the one form that RFC 9110 lets anybody write.
std::optional<Time> parse_http_date(std::string_view text) {
  constexpr std::array<std::string_view, 12> k_months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  if (text.size() != 29 || text.substr(3, 2) != ", " || text[7] != ' ' || text[11] != ' ' ||
      text[16] != ' ' || text[19] != ':' || text[22] != ':' || text.substr(25) != " GMT")
    return std::nullopt;
  const auto month = std::ranges::find(k_months, text.substr(8, 3));
  const auto day = number(text.substr(5, 2));
  const auto year = number(text.substr(12, 4));
  const auto hour = number(text.substr(17, 2));
  const auto minute = number(text.substr(20, 2));
  const auto second = number(text.substr(23, 2));
  if (month == k_months.end() || !day || !year || !hour || !minute || !second || *hour > 23 || *minute > 59 ||
      *second > 60)
    return std::nullopt;
  const auto date = std::chrono::year(*year) /
                    std::chrono::month(static_cast<unsigned>(month - k_months.begin()) + 1) /
                    std::chrono::day(static_cast<unsigned>(*day));
  if (!date.ok()) return std::nullopt;
  return std::chrono::sys_days(date) + std::chrono::hours(*hour) + std::chrono::minutes(*minute) +
         std::chrono::seconds(*second);
}

}  // namespace

bool is_temporary(int status) {
  constexpr std::array k_statuses = {408, 429, 499, 500, 502, 503, 504, 522};
  return std::ranges::find(k_statuses, status) != k_statuses.end();
}

std::optional<std::chrono::seconds> parse_retry_after(std::string_view text, Time now) {
  if (!text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos)
    return std::chrono::seconds(number(text).value_or(std::numeric_limits<int>::max()));
  const auto date = parse_http_date(text);
  if (!date) return std::nullopt;
  return std::max(std::chrono::seconds(0), *date - now);
}

std::chrono::milliseconds wait_before_retry(int failed, std::optional<std::chrono::seconds> retry_after,
                                            double jitter) {
  const auto back_off = k_first_wait * (1 << std::clamp(failed - 1, 0, 10));
  const auto base = std::min<std::chrono::milliseconds>(
      retry_after ? std::min<std::chrono::seconds>(*retry_after, std::chrono::seconds(3600)) : back_off,
      k_longest_wait);
  const auto extra = static_cast<long>(static_cast<double>(base.count()) * 0.25 * jitter);
  return std::min(base + std::chrono::milliseconds(extra), k_longest_wait);
}

}  // namespace pushgate::registry
