// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace pushgate {

/// Which of the four outcomes an error is. They stay apart from the leaf to the exit code.
enum class ErrorCode {
  refused,    ///< it was checked, and it is bad (exit code 1)
  misuse,     ///< the command line or a configuration file is wrong (exit code 2)
  unchecked,  ///< it could not be checked: missing, corrupt, unreachable, over a limit (exit code 3)
  bug,        ///< pushgate itself is at fault (exit code 4)
};

/// Everything that stops an operation. A refusal by policy is not an Error but a Decision.
///
/// Reads as `pushgate: error: <subject>: <what>`, then a `while …` line for each context, innermost
/// first, then a `hint:` line. Texts may hold foreign bytes: render() escapes control characters.
struct [[nodiscard]] Error {
  ErrorCode code = ErrorCode::bug;
  std::string subject;  ///< what it is about: `FILE:LINE:COLUMN`, an image name, a digest; may be empty
  std::string what;     ///< `X is wrong; expected A, got B`
  std::string hint;     ///< what to do next; may be empty
  std::vector<std::string> context;  ///< `reading layer 2 of 3`, without the word while
  std::vector<Error> also;           ///< further errors of the same kind, reported one after the other

  static Error refused(std::string subject, std::string what);
  static Error misuse(std::string subject, std::string what);
  static Error unchecked(std::string subject, std::string what);
  static Error bug(std::string subject, std::string what);

  /// The same error with a hint, or one more context line.
  Error with_hint(std::string text) &&;
  Error during(std::string text) &&;

  /// All lines, each ended by a newline. Control characters escaped.
  std::string render() const;
};

}  // namespace pushgate
