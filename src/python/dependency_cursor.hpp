// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace pushgate::python {

/// A place in the text of a dependency or a marker, for their readers. The text outlives it.
class DependencyCursor {
 public:
  /// `where` names the text in errors: `FILE:LINE`.
  DependencyCursor(std::string_view text, std::string_view where) : m_text(text), m_where(where) {}

  bool at_end() const { return m_at == m_text.size(); }
  std::size_t position() const { return m_at; }
  std::string_view rest() const { return m_text.substr(m_at); }

  /// Spaces and tabs: all that may stand between two words.
  void skip_blanks();

  /// Steps over that character, where it is the next one.
  bool take(char c);

  /// Steps over the next bytes, which must be there, and gives them.
  std::string_view take_bytes(std::size_t count);

  /// Steps over the longest run of letters, digits and `_`, `.`, and of `-` where `dashes`; may be empty.
  std::string_view take_word(bool dashes);

  /// The error of what stands at a position, with its column in bytes, from 1: `FILE:LINE:COLUMN`.
  Error error_at(std::size_t position, std::string_view expected) const;
  Error error(std::string_view expected) const { return error_at(m_at, expected); }

 private:
  std::string_view m_text;
  std::string m_where;
  std::size_t m_at = 0;
};

}  // namespace pushgate::python
