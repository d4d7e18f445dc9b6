// SPDX-License-Identifier: Apache-2.0
#include "gate/version_order.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string>

#include "base/ascii.hpp"
#include "versions/order.hpp"

namespace pushgate::gate {

namespace {

using Order = std::weak_ordering;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_letter(char c) {
  return lower_case(c) >= 'a' && lower_case(c) <= 'z';
}

template <typename Is>
std::string_view take_while(std::string_view& text, Is is) {
  const auto end = static_cast<std::size_t>(std::ranges::find_if_not(text, is) - text.begin());
  const std::string_view taken = text.substr(0, end);
  text.remove_prefix(end);
  return taken;
}

/// What stands at the front: 0 a word of a version to come, 1 the end, 2 another word, 3 a number.
int rank(std::string_view text) {
  if (text.empty()) return 1;
  if (is_digit(text[0])) return 3;
  constexpr std::array<std::string_view, 8> k_early = {"alpha", "beta",    "canary", "dev",
                                                       "pre",   "preview", "rc",     "snapshot"};
  const std::string word = lower_case(take_while(text, is_letter));
  return std::ranges::find(k_early, word) != k_early.end() ? 0 : 2;
}

Order compare_parts(std::string_view a, std::string_view b) {
  for (std::string_view* text : {&a, &b}) {
    if (text->starts_with('v') && text->size() > 1 && is_digit((*text)[1])) text->remove_prefix(1);
    *text = text->substr(0, text->find('+'));  // of the build, not of the order (semver.org, 10)
  }
  const auto is_gap = [](char c) { return !is_digit(c) && !is_letter(c); };
  while (true) {
    take_while(a, is_gap);
    take_while(b, is_gap);
    if (a.empty() && b.empty()) return Order::equivalent;
    const int rank_a = rank(a);
    const int rank_b = rank(b);
    if (rank_a != rank_b) {
      // 1.0 and 1.0.0 are the same.
      if (rank_a + rank_b == 4 && (a.empty() || b.empty())) {
        std::string_view& rest = a.empty() ? b : a;
        std::string_view ahead = rest;
        if (versions::compare_digits(versions::take_digits(ahead), "0") == 0) {
          rest = ahead;
          continue;
        }
      }
      return rank_a <=> rank_b;
    }
    Order order = Order::equivalent;
    if (rank_a == 3) {
      order = versions::compare_digits(versions::take_digits(a), versions::take_digits(b));
    } else {
      order = lower_case(take_while(a, is_letter)).compare(lower_case(take_while(b, is_letter))) <=> 0;
    }
    if (order != 0) return order;
  }
}

/// The version without what the asked one does not have: `1:5.6.1-1` is 5.6.1 where 5.6 is asked for.
std::string_view comparable_part(std::string_view ecosystem, std::string_view version,
                                 std::string_view asked) {
  const auto has = [asked](std::string_view mark) { return asked.find(mark) != asked.npos; };
  if (ecosystem == "pypi") return has("+") ? version : version.substr(0, version.find('+'));
  if (ecosystem == "apk") return has("-r") ? version : version.substr(0, version.rfind("-r"));
  if (ecosystem != "deb" && ecosystem != "rpm") return version;
  if (!has(":")) version.remove_prefix(version.find(':') + 1);  // npos + 1 is 0
  return has("-") ? version : version.substr(0, version.rfind('-'));
}

}  // namespace

std::weak_ordering compare_versions(std::string_view ecosystem, std::string_view version,
                                    std::string_view asked) {
  version = comparable_part(ecosystem, version, asked);
  const versions::Order order = versions::order_of(ecosystem);
  const auto known = order == nullptr ? std::nullopt : order(version, asked);
  return known ? *known : compare_parts(version, asked);
}

}  // namespace pushgate::gate
