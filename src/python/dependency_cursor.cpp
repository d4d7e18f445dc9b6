// SPDX-License-Identifier: Apache-2.0
#include "python/dependency_cursor.hpp"

#include <algorithm>

#include "base/format.hpp"

namespace pushgate::python {

void DependencyCursor::skip_blanks() {
  m_at = std::min(m_text.find_first_not_of(" \t", m_at), m_text.size());
}

bool DependencyCursor::take(char c) {
  if (at_end() || m_text[m_at] != c) return false;
  ++m_at;
  return true;
}

std::string_view DependencyCursor::take_bytes(std::size_t count) {
  const auto bytes = m_text.substr(m_at, count);
  m_at += bytes.size();
  return bytes;
}

std::string_view DependencyCursor::take_word(bool dashes) {
  const auto* const letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-";
  const auto allowed = std::string_view(letters).substr(0, dashes ? std::string_view::npos : 64);
  return take_bytes(std::min(m_text.find_first_not_of(allowed, m_at), m_text.size()) - m_at);
}

Error DependencyCursor::error_at(std::size_t position, std::string_view expected) const {
  return Error::unchecked(fmt::format("{}:{}", m_where, position + 1), fmt::format("expected {}", expected));
}

}  // namespace pushgate::python
