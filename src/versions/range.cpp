// SPDX-License-Identifier: Apache-2.0
#include "versions/range.hpp"

#include <algorithm>

#include "base/format.hpp"
#include "versions/order.hpp"

namespace pushgate::versions {

namespace {

constexpr std::string_view k_form = "expected clauses such as >=1.26,<1.26.5";

std::string_view trim(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(" \t"), text.size()));
  return text.substr(0, text.find_last_not_of(" \t") + 1);
}

/// What of a version a bound is compared with.
std::string_view comparable(std::string_view type, std::string_view version, std::string_view bound) {
  const bool ignores_local = type == "pypi" && bound.find('+') == std::string_view::npos;
  return ignores_local ? version.substr(0, version.find('+')) : version;
}

}  // namespace

Result<Range> Range::parse(std::string_view purl_type, std::string_view text) {
  const Order order = order_of(purl_type);
  Range range;
  range.m_type = purl_type;
  range.m_text = text;
  for (std::size_t start = 0; start <= text.size();) {
    const std::size_t end = std::min(text.find(',', start), text.size());
    const std::string_view clause = trim(text.substr(start, end - start));
    start = end + 1;
    std::string_view version = clause;
    const auto is = take_operator(version);
    if (!is) {
      return fail(Error::misuse(
          "", fmt::format("'{}' starts with none of <, <=, >, >=, = and !=; {}", clause, k_form)));
    }
    version = trim(version);
    if (version.empty() || version.find_first_of(" \t<>=!") != std::string_view::npos)
      return fail(Error::misuse("", fmt::format("'{}' names no version; {}", clause, k_form)));
    if (order == nullptr && *is != Operator::equal && *is != Operator::unequal) {
      return fail(Error::misuse("", fmt::format("'{}': the order of versions of pkg:{} is not known here; "
                                                "expected exact versions, =VERSION or !=VERSION",
                                                clause, purl_type)));
    }
    if (order != nullptr && !order(version, version))
      return fail(Error::misuse("", fmt::format("'{}' is no version of pkg:{}", version, purl_type)));
    range.m_clauses.push_back({*is, std::string(version)});
  }
  return range;
}

std::optional<bool> Range::takes(std::string_view version) const {
  const Order order = order_of(m_type);
  bool all = true;
  for (const Clause& clause : m_clauses) {
    if (order == nullptr) {
      all = all && (version == clause.version) == (clause.is == Operator::equal);
      continue;
    }
    const auto place = order(comparable(m_type, version, clause.version), clause.version);
    if (!place) return std::nullopt;
    all = all && holds(clause.is, *place);
  }
  return all;
}

}  // namespace pushgate::versions
