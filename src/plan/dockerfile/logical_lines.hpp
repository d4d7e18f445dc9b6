// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "plan/dockerfile/dockerfile.hpp"

namespace pushgate::dockerfile {

struct LogicalLine {
  std::string text;  ///< continuations joined, blanks at its front gone
  std::uint32_t start = 0;
};

/// The lines of a Dockerfile one after the other, as BuildKit's parser takes them:
/// - parser directives (`# escape=`, `# syntax=`, `# check=`) stand at the very top, each once;
/// - a line whose first character is # is a comment, between the lines of a continuation, too;
/// - a line that ends with one escape character, and blanks perhaps, goes on with the next that is neither
/// comment
///   nor empty; the blanks at the front of that one stay.
/// Untrusted: the text. Limits: k_dockerfile_line_bytes.
class LineReader {
 public:
  LineReader(std::string_view text, std::string_view file_name);

  /// None at the end. Errors: refused for a directive that is wrong and a line too long; unchecked for bytes
  /// that are no UTF-8 outside of comments.
  Result<std::optional<LogicalLine>> next();

  /// Takes the lines of a here-document up to the one with its name. `start`: the line that begins it.
  Result<void> read_content(HereDocument& document, std::uint32_t start);

  std::uint32_t line() const { return m_line; }  ///< the last one read
  char escape() const { return m_escape; }
  const std::string& syntax() const { return m_syntax; }
  Error error(std::uint32_t line, std::string what) const;

 private:
  Result<std::optional<std::string_view>> take_line();
  Result<void> check_text(std::string_view line) const;
  Result<void> directive(std::string_view line);
  bool take_continuation(std::string_view& line) const;

  std::string_view m_rest;
  std::string m_file_name;
  std::uint32_t m_line = 0;
  char m_escape = '\\';
  bool m_directives_done = false;
  std::string m_seen_directives;  // `name;name;`
  std::string m_syntax;
};

}  // namespace pushgate::dockerfile
