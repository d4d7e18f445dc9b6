// SPDX-License-Identifier: Apache-2.0
#include "adapter/yaml/problems.hpp"

#include <iterator>
#include <utility>

#include "base/format.hpp"

namespace pushgate::yaml {

namespace {

// A file of four megabytes can hold a million errors; nobody reads more than these.
constexpr std::size_t k_shown = 100;

}  // namespace

void Problems::add(Position at, std::string what, std::string hint) {
  ++m_count;
  Error error = Error::misuse(fmt::format("{}:{}:{}", m_file_name, at.line, at.column), std::move(what));
  error.hint = std::move(hint);
  m_errors.emplace(at, std::move(error));
  if (m_errors.size() > k_shown) m_errors.erase(std::prev(m_errors.end()));
}

Error Problems::error() const {
  if (m_errors.empty()) return Error::bug(m_file_name, "an error was asked for where there is none");
  Error first = m_errors.begin()->second;
  for (auto other = std::next(m_errors.begin()); other != m_errors.end(); ++other) {
    first.also.push_back(other->second);
  }
  if (m_count > k_shown) {
    first.also.push_back(
        Error::misuse(m_file_name, fmt::format("{} more errors are not shown", m_count - k_shown)));
  }
  return first;
}

}  // namespace pushgate::yaml
