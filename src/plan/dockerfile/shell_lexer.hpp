// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "plan/dockerfile/expansion.hpp"
#include "plan/dockerfile/shell_pattern.hpp"

namespace pushgate::dockerfile {

struct LexerOptions {
  char escape = '\\';
  bool keep_quotes = false;    ///< quotes stay in the result
  bool keep_escapes = false;   ///< and so do escape characters
  bool ignore_quotes = false;  ///< a quote is a character as others
  bool keep_unset = false;     ///< $x stays as it is where x is not set
};

struct Lexed {
  std::string text;                ///< the whole
  std::vector<std::string> words;  ///< what white space outside of quotes makes of it
  /// The names without a known value that the result depends on, each once. What they stand in stays as it
  /// is.
  std::vector<std::string> unset;
};

/// One run over a text. The grammar is a shell's word (POSIX, Shell Command Language 2.2 and 2.6.2) as
/// BuildKit has it: no command substitution, no arithmetic, ${x:=y} refused. Untrusted: the text and the
/// values. Limits: the budget; nesting of ${…} to 100. Errors: refused for what BuildKit refuses, unchecked
/// over a limit; without a subject.
Result<Lexed> lex(std::string_view text, const Environment& environment, const LexerOptions& options,
                  ExpansionBudget& budget);

}  // namespace pushgate::dockerfile
