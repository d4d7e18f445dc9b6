// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"

namespace pushgate::dockerfile {

/// Variables by name, and which others may have a value that is not known here: the base image may set it,
/// the builder may pass it. A variable whose own value is not known has the names that it depends on.
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

  void others_may_be_set() { m_others_may_be_set = true; }
  void may_be_set(const std::string& name) { m_undecided.insert(name); }
  bool is_undecided(const std::string& name) const {
    return m_others_may_be_set || m_undecided.contains(name);
  }

 private:
  std::map<std::string, Variable, std::less<>> m_variables;
  std::set<std::string> m_undecided;
  bool m_others_may_be_set = false;
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
