// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pushgate::sbom {

/// Reads Ruby's literal texts from a line, left to right, and nothing that would have to be evaluated:
/// `"a\n\u00e9"`, `'a'`, `%q<a>`, `%q{a}`, each with `.freeze` or without, and arrays of them. Each read
/// takes what it read from the line, or gives nothing where something else stands there. Untrusted: the line.
class RubyLiteralReader {
 public:
  explicit RubyLiteralReader(std::string_view line) : m_rest(line) {}

  /// One text. Nothing for what needs evaluation: `"#{name}"`, `VERSION`.
  std::optional<std::string> text();
  /// `["a".freeze, "b"]`, or one text alone.
  std::optional<std::vector<std::string>> texts();
  /// True where nothing that belongs to the value follows: the end, a comment, `;`, or a condition.
  bool at_end();

 private:
  void skip_blanks();
  bool take(std::string_view word);
  std::optional<std::string> quoted(char end, char open, bool escapes);
  bool escape(std::string& out);

  std::string_view m_rest;
};

}  // namespace pushgate::sbom
