// SPDX-License-Identifier: Apache-2.0
#include "policy/expectation.hpp"

#include <algorithm>
#include <string_view>

#include "base/format.hpp"
#include "policy/waivers.hpp"

namespace pushgate::policy {

namespace {

/// A reason or a waived finding.
struct Told {
  std::string rule;
  std::string subject;
  std::string text;
};

std::string of(const std::string& subject) {
  return subject.empty() ? "" : " of " + subject;
}

bool is_expected(const ExpectedRule& expected, const Told& told) {
  return expected.rule == told.rule && subject_fits(expected.subject, told.subject);
}

void compare(const std::vector<Told>& told, const std::vector<ExpectedRule>& expected, std::string_view what,
             std::vector<std::string>& out) {
  for (const ExpectedRule& one : expected) {
    if (std::ranges::none_of(told, [&](const Told& some) { return is_expected(one, some); }))
      out.push_back(fmt::format("{}{} is not {}", one.rule, of(one.subject), what));
  }
  for (const Told& one : told) {
    if (std::ranges::any_of(expected, [&](const ExpectedRule& some) { return is_expected(some, one); }))
      continue;
    out.push_back(
        fmt::format("{}{} is {}, and nobody expects it: {}", one.rule, of(one.subject), what, one.text));
  }
}

}  // namespace

std::vector<std::string> differences(const model::Decision& decision, const Expectation& expected) {
  std::vector<std::string> out;
  if (expected.verdict && decision.verdict != *expected.verdict)
    out.push_back(fmt::format("the verdict is {}; expected {}", to_string(decision.verdict),
                              to_string(*expected.verdict)));
  if (expected.reasons) {
    std::vector<Told> told;
    for (const auto& reason : decision.reasons) told.push_back({reason.rule, reason.subject, reason.text});
    compare(told, *expected.reasons, "a reason", out);
  }
  if (expected.waived) {
    std::vector<Told> told;
    for (const auto& one : decision.waived)
      told.push_back({one.finding.rule, one.finding.subject, one.reason});
    compare(told, *expected.waived, "waived", out);
  }
  return out;
}

}  // namespace pushgate::policy
