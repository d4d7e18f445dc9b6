// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace pushgate::scanners {

struct ShellWord {
  std::string text;   ///< without quotes; where it is not known, the parts that are not stand as written
  bool known = true;  ///< false: it depends on a variable without a value, or on what a command prints
};

/// One simple command of a script: `A=1 pip install x` has one variable and three words.
struct ShellCommand {
  std::vector<std::pair<std::string, ShellWord>> variables;
  std::vector<ShellWord> words;

  /// The program's name without its folder; empty where there is none, or none that is known.
  std::string_view program() const;
};

/// The value of a variable where a script starts; nothing where it is not known.
using ShellVariables = std::function<std::optional<std::string>(std::string_view name)>;

/// The simple commands of a shell script, in the order in which they are written, whether or not they would
/// be run: separators, pipes, groups, keywords, comments and redirections are taken away, quotes and
/// variables resolved, `sudo`, `exec`, `env` and the like passed over, and the script of `sh -c '…'` read in
/// its place. A modest reading: what a command prints is not known, functions and loops are not followed.
/// Untrusted: the text; anything is read as something. Limits: words of k_word_bytes, scripts in scripts
/// k_script_depth deep; beyond, a word is not known.
std::vector<ShellCommand> read_shell(std::string_view script, const ShellVariables& variables);

/// The same for words that no shell reads (the exec form).
std::vector<ShellCommand> read_exec(const std::vector<std::string>& words, const ShellVariables& variables);

}  // namespace pushgate::scanners
