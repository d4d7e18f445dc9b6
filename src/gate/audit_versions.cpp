// SPDX-License-Identifier: Apache-2.0
#include "gate/audit_versions.hpp"

#include <algorithm>
#include <utility>

#include "base/format.hpp"
#include "gate/version_order.hpp"

namespace pushgate::gate {

namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(' ');
  if (begin == text.npos) return {};
  return text.substr(begin, text.find_last_not_of(' ') - begin + 1);
}

bool begins_with(std::string_view version, std::string_view asked) {
  if (asked.find(':') == asked.npos) version.remove_prefix(version.find(':') + 1);  // npos + 1 is 0
  if (!asked.starts_with('v') && version.starts_with('v')) version.remove_prefix(1);
  if (!version.starts_with(asked)) return false;
  return version.size() == asked.size() || !is_digit(asked.back()) || !is_digit(version[asked.size()]);
}

}  // namespace

Result<VersionRange> VersionRange::parse(std::string_view text) {
  VersionRange range;
  while (true) {
    const std::size_t comma = text.find(',');
    std::string_view one = trimmed(text.substr(0, comma));
    Condition condition{versions::take_operator(one), {}};
    if (condition.is) {
      one = trimmed(one);
    } else if (one.ends_with(".*")) {
      one.remove_suffix(2);
    }
    if (one.empty() || one.find_first_of(" <>=!~*^|") == 0 || one.find_first_of(" <>=!*^|") != one.npos) {
      return fail(
          Error::misuse("--versions", fmt::format("has a condition '{}'; expected a version, or one behind "
                                                  "=, !=, <, <=, > or >=",
                                                  trimmed(text.substr(0, comma))))
              .with_hint("5.6 is every 5.6.x; '>=5.6,<5.6.2' is from 5.6 up to before 5.6.2"));
    }
    condition.version = one;
    range.m_conditions.push_back(std::move(condition));
    if (comma == text.npos) return range;
    text.remove_prefix(comma + 1);
  }
}

bool VersionRange::holds(std::string_view ecosystem, std::string_view version) const {
  return std::ranges::all_of(m_conditions,
                             [&](const Condition& one) { return holds(one, ecosystem, version); });
}

bool VersionRange::holds(const Condition& condition, std::string_view ecosystem, std::string_view version) {
  if (!condition.is) return begins_with(version, condition.version);
  return versions::holds(*condition.is, compare_versions(ecosystem, version, condition.version));
}

}  // namespace pushgate::gate
