// SPDX-License-Identifier: Apache-2.0
#include "report/verdict_line.hpp"

#include <string_view>

#include "report/foreign_text.hpp"

namespace pushgate::report {

namespace {

std::string_view shout(model::Verdict verdict) {
  switch (verdict) {
    case model::Verdict::pass:
      return "PASS";
    case model::Verdict::deny:
      return "DENY";
    case model::Verdict::unknown:
      break;
  }
  return "UNKNOWN";
}

}  // namespace

std::string write_verdict(const model::Subject& subject, model::Verdict verdict, std::size_t width,
                          const Paint& paint) {
  const std::string_view word = shout(verdict);
  const std::string digest = subject.digest ? "  sha256:" + subject.digest->short_hex() : "";
  const std::size_t room = width - std::string_view("pushgate: ").size() - word.size() - 2 - digest.size();
  return "pushgate: " + paint.verdict(verdict, word) + "  " + shorten_middle(foreign(subject.name), room) +
         digest + "\n";
}

}  // namespace pushgate::report
