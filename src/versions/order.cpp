// SPDX-License-Identifier: Apache-2.0
#include "versions/order.hpp"

#include <algorithm>

#include "python/version.hpp"

namespace pushgate::versions {

namespace {

std::optional<std::weak_ordering> compare_python(std::string_view a, std::string_view b) {
  const auto left = python::Version::parse(a);
  const auto right = python::Version::parse(b);
  if (!left || !right) return std::nullopt;
  return python::compare(*left, *right);
}

}  // namespace

Order order_of(std::string_view purl_type) {
  if (purl_type == "pypi") return compare_python;
  if (purl_type == "deb") return compare_debian;
  if (purl_type == "rpm") return compare_rpm;
  if (purl_type == "npm" || purl_type == "cargo" || purl_type == "golang") return compare_semantic;
  return nullptr;
}

std::weak_ordering compare_digits(std::string_view a, std::string_view b) {
  a.remove_prefix(std::min(a.find_first_not_of('0'), a.size()));
  b.remove_prefix(std::min(b.find_first_not_of('0'), b.size()));
  if (a.size() != b.size()) return a.size() <=> b.size();
  return a <=> b;
}

std::string_view take_digits(std::string_view& text) {
  const std::string_view digits = text.substr(0, text.find_first_not_of("0123456789"));
  text.remove_prefix(digits.size());
  return digits;
}

}  // namespace pushgate::versions
