// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace pushgate::dockerfile {

/// How much work the expansions of one Dockerfile may still be, in bytes.
class ExpansionBudget {
 public:
  ExpansionBudget();

  /// Errors: unchecked once it is used up.
  Result<void> spend(std::size_t bytes);

 private:
  std::size_t m_left;
};

/// The patterns of ${x#p} and its kin: * is any text of one line, ? one character of it, \ takes the meaning
/// from
/// *, ? and \ (POSIX, Shell Command Language 2.13, without bracket expressions).
/// Untrusted: pattern and value. Errors: refused for another use of \; unchecked where the budget is used up.

/// ${value#pattern}, or ${value##pattern} where `longest`.
Result<std::string> without_prefix(std::string_view value, std::string_view pattern, bool longest,
                                   ExpansionBudget& budget);

/// ${value%pattern}, or ${value%%pattern} where `longest`.
Result<std::string> without_suffix(std::string_view value, std::string_view pattern, bool longest,
                                   ExpansionBudget& budget);

/// ${value/pattern/replacement}.
Result<std::string> with_first_replaced(std::string_view value, std::string_view pattern,
                                        std::string_view replacement, ExpansionBudget& budget);

/// ${value//pattern/replacement}. As in BuildKit, and only here, $0 in the replacement is what was found and
/// $$ is $.
Result<std::string> with_all_replaced(std::string_view value, std::string_view pattern,
                                      std::string_view replacement, ExpansionBudget& budget);

}  // namespace pushgate::dockerfile
