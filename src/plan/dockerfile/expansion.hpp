// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"

namespace pushgate::dockerfile {

/// Variables by name. One whose value is not known (the base image may set it, the builder may pass it) has
/// the names that its value depends on.
class Environment {
 public:
  struct Variable {
    std::string value;
    std::vector<std::string> unset;
  };

  void set(const std::string& name, std::string value, std::vector<std::string> unset = {}) {
    m_variables.insert_or_assign(name, Variable{std::move(value), std::move(unset)});
  }

  /// Null where there is none of that name.
  const Variable* find(std::string_view name) const {
    const auto at = m_variables.find(name);
    return at == m_variables.end() ? nullptr : &at->second;
  }

 private:
  std::map<std::string, Variable, std::less<>> m_variables;
};

/// The word as BuildKit's shell lexer gives it: quotes and escapes taken away; $x, ${x} and ${x:-y} ${x-y}
/// ${x:+y}
/// ${x+y} ${x:?y} ${x?y} ${x#p} ${x##p} ${x%p} ${x%%p} ${x/p/r} ${x//p/r} expanded. What is not set reads as
/// empty. `escape` is \ or `. Untrusted: the word and the values. Limits: k_dockerfile_expanded_bytes, for
/// all that variables give. Errors: refused for wrong syntax and for ${x:?y}; unchecked over a limit. Neither
/// has a subject.
Result<std::string> expand_word(std::string_view word, const Environment& environment, char escape);

/// The words that white space outside of quotes makes of the text once it is expanded, as EXPOSE is read.
Result<std::vector<std::string>> expand_words(std::string_view text, const Environment& environment,
                                              char escape);

}  // namespace pushgate::dockerfile
