// SPDX-License-Identifier: Apache-2.0
#include "gate/version_order.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "base/ascii.hpp"
#include "python/version.hpp"

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

/// Of any length.
Order compare_numbers(std::string_view a, std::string_view b) {
  a.remove_prefix(std::min(a.find_first_not_of('0'), a.size()));
  b.remove_prefix(std::min(b.find_first_not_of('0'), b.size()));
  return a.size() != b.size() ? Order(a.size() <=> b.size()) : Order(a.compare(b) <=> 0);
}

/// deb-version(7): letters before all else, and `~` before the end.
int debian_rank(std::string_view text) {
  if (text.empty() || is_digit(text[0])) return 0;
  if (text[0] == '~') return -1;
  const auto code = static_cast<unsigned char>(text[0]);
  return is_letter(text[0]) ? code : code + 256;
}

Order compare_debian(std::string_view a, std::string_view b) {
  while (!a.empty() || !b.empty()) {
    while ((!a.empty() && !is_digit(a[0])) || (!b.empty() && !is_digit(b[0]))) {
      const Order order = debian_rank(a) <=> debian_rank(b);
      if (order != 0) return order;
      a.remove_prefix(std::min<std::size_t>(1, a.size()));
      b.remove_prefix(std::min<std::size_t>(1, b.size()));
    }
    const Order order = compare_numbers(take_while(a, is_digit), take_while(b, is_digit));
    if (order != 0) return order;
  }
  return Order::equivalent;
}

/// rpmvercmp: numbers and words, `~` before the end and `^` after it.
Order compare_rpm(std::string_view a, std::string_view b) {
  const auto is_gap = [](char c) { return !is_digit(c) && !is_letter(c) && c != '~' && c != '^'; };
  while (true) {
    take_while(a, is_gap);
    take_while(b, is_gap);
    for (const char mark : {'~', '^'}) {
      const bool in_a = a.starts_with(mark);
      const bool in_b = b.starts_with(mark);
      if (!in_a && !in_b) continue;
      // `^` comes after the end, and before everything else.
      if (in_a != in_b) {
        const bool is_before = mark == '~' || !(in_a ? b : a).empty();
        return (in_a == is_before) ? Order::less : Order::greater;
      }
      a.remove_prefix(1);
      b.remove_prefix(1);
    }
    if (a.starts_with('~') || b.starts_with('~') || a.starts_with('^') || b.starts_with('^')) continue;
    if (a.empty() || b.empty()) return a.size() <=> b.size();
    const bool numbers = is_digit(a[0]);
    if (is_gap(a[0]) || is_gap(b[0])) continue;
    if (numbers != is_digit(b[0])) return numbers ? Order::greater : Order::less;
    Order order = Order::equivalent;
    if (numbers) {
      order = compare_numbers(take_while(a, is_digit), take_while(b, is_digit));
    } else {
      order = take_while(a, is_letter).compare(take_while(b, is_letter)) <=> 0;
    }
    if (order != 0) return order;
  }
}

/// What stands at the front: 0 a word of a version to come, 1 the end, 2 another word, 3 a number.
int rank(std::string_view text) {
  if (text.empty()) return 1;
  if (is_digit(text[0])) return 3;
  constexpr std::array<std::string_view, 10> k_early = {"a",      "alpha", "b",       "beta", "dev",
                                                        "canary", "pre",   "preview", "rc",   "snapshot"};
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
        if (compare_numbers(take_while(ahead, is_digit), "0") == 0) {
          rest = ahead;
          continue;
        }
      }
      return rank_a <=> rank_b;
    }
    Order order = Order::equivalent;
    if (rank_a == 3) {
      order = compare_numbers(take_while(a, is_digit), take_while(b, is_digit));
    } else {
      order = lower_case(take_while(a, is_letter)).compare(lower_case(take_while(b, is_letter))) <=> 0;
    }
    if (order != 0) return order;
  }
}

/// `EPOCH:VERSION-REVISION`
struct Parts {
  std::string_view epoch;
  std::string_view version;
  std::string_view revision;
  bool has_epoch = false;
  bool has_revision = false;
};

Parts parts_of(std::string_view text) {
  Parts parts;
  if (const std::size_t colon = text.find(':'); colon != text.npos) {
    parts.has_epoch = true;
    parts.epoch = text.substr(0, colon);
    text.remove_prefix(colon + 1);
  }
  const std::size_t dash = text.rfind('-');
  parts.has_revision = dash != text.npos;
  parts.version = text.substr(0, dash);
  if (parts.has_revision) parts.revision = text.substr(dash + 1);
  return parts;
}

}  // namespace

std::weak_ordering compare_versions(std::string_view ecosystem, std::string_view version,
                                    std::string_view asked) {
  if (ecosystem == "pypi") {
    auto a = python::Version::parse(version);
    const auto b = python::Version::parse(asked);
    if (a && b) return python::compare(b->local.empty() ? python::public_version(std::move(*a)) : *a, *b);
  }
  if (ecosystem == "deb" || ecosystem == "rpm") {
    const auto compare = ecosystem == "deb" ? compare_debian : compare_rpm;
    const Parts a = parts_of(version);
    const Parts b = parts_of(asked);
    if (b.has_epoch) {
      const Order order = compare_numbers(a.has_epoch ? a.epoch : "0", b.epoch);
      if (order != 0) return order;
    }
    const Order order = compare(a.version, b.version);
    return order != 0 || !b.has_revision ? order : compare(a.revision, b.revision);
  }
  if (ecosystem == "apk" && asked.rfind("-r") == asked.npos) version = version.substr(0, version.rfind("-r"));
  return compare_parts(version, asked);
}

}  // namespace pushgate::gate
