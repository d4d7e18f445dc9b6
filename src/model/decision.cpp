// SPDX-License-Identifier: Apache-2.0
#include "model/decision.hpp"

namespace pushgate::model {

std::string_view to_string(Verdict verdict) {
  switch (verdict) {
    case Verdict::pass:
      return "pass";
    case Verdict::deny:
      return "deny";
    case Verdict::unknown:
      break;
  }
  return "unknown";
}

std::optional<Verdict> parse_verdict(std::string_view text) {
  for (const Verdict verdict : {Verdict::pass, Verdict::deny, Verdict::unknown}) {
    if (to_string(verdict) == text) return verdict;
  }
  return std::nullopt;
}

}  // namespace pushgate::model
