// SPDX-License-Identifier: Apache-2.0
#include "report/index_text.hpp"

#include <algorithm>

#include "base/format.hpp"
#include "report/finding_rows.hpp"
#include "report/foreign_text.hpp"
#include "report/next_steps.hpp"
#include "report/verdict_line.hpp"

namespace pushgate::report {

std::string write_index_text(const ReportInput& whole, const std::vector<PlatformReport>& platforms,
                             bool colour, int width) {
  const auto room = static_cast<std::size_t>(std::max(width, static_cast<int>(k_least_width)));
  std::string out = write_verdict(whole.evidence.subject, whole.decision.verdict, room, Paint(colour));
  std::string each;
  for (const auto& [platform, input] : platforms)
    each += fmt::format("{}{} {}", each.empty() ? "" : ", ", foreign(platform),
                        to_string(input.decision.verdict));
  for (const std::string& line : wrap(each, room - 2)) out += "  " + line + "\n";
  if (!whole.pushed.empty())
    out += "  pushed: " + foreign(whole.pushed) + "\n  next: " + foreign(verify_command(whole)) + "\n";
  for (const auto& [platform, input] : platforms)
    out += "\n" + foreign(platform) + "\n" + write_text(input, colour, width);
  return out;
}

}  // namespace pushgate::report
