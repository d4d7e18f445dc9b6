// SPDX-License-Identifier: Apache-2.0
#include "versions/operator.hpp"

#include <array>
#include <utility>

namespace pushgate::versions {

std::optional<Operator> take_operator(std::string_view& text) {
  // The longer ones first.
  constexpr std::array<std::pair<std::string_view, Operator>, 7> k_operators = {{
      {"<=", Operator::at_most},
      {">=", Operator::at_least},
      {"==", Operator::equal},
      {"!=", Operator::unequal},
      {"<", Operator::less},
      {">", Operator::greater},
      {"=", Operator::equal},
  }};
  for (const auto& [symbol, is] : k_operators) {
    if (!text.starts_with(symbol)) continue;
    text.remove_prefix(symbol.size());
    return is;
  }
  return std::nullopt;
}

bool holds(Operator is, std::weak_ordering order) {
  switch (is) {
    case Operator::less:
      return order < 0;
    case Operator::at_most:
      return order <= 0;
    case Operator::equal:
      return order == 0;
    case Operator::unequal:
      return order != 0;
    case Operator::at_least:
      return order >= 0;
    case Operator::greater:
      break;
  }
  return order > 0;
}

}  // namespace pushgate::versions
