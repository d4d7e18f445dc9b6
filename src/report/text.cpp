// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "base/format.hpp"
#include "report/finding_rows.hpp"
#include "report/foreign_text.hpp"
#include "report/next_steps.hpp"
#include "report/verdict_line.hpp"

namespace pushgate::report {

namespace {

/// Lines of a text below each other, the first after `label`, the others as far in.
void write_labelled(std::string& out, const std::string& label, const std::string& text, std::size_t width) {
  bool first = true;
  for (const std::string& line : wrap(text, width - label.size())) {
    out += (first ? label : std::string(label.size(), ' ')) + line + "\n";
    first = false;
  }
}

std::string write_unchecked(const std::vector<model::Reason>& reasons, std::size_t width) {
  std::string out;
  for (const model::Reason& reason : reasons) {
    out += shorten_end("  " + foreign(reason.rule), width) + "\n";
    write_labelled(out, "      ", foreign(reason.text), width);
  }
  return out;
}

}  // namespace

std::string write_text(const ReportInput& input, bool colour, int width) {
  const Paint paint(colour);
  const auto room = static_cast<std::size_t>(std::max(width, static_cast<int>(k_least_width)));
  const Summary summary = summarise(input);
  std::string out = write_verdict(input.evidence.subject, input.decision.verdict, room, paint);
  write_labelled(out, "  ", summary.headline, room);
  for (const std::string& part :
       {write_vulnerabilities(summary.vulnerabilities, room, paint),
        write_others(summary.others, room, paint), write_unchecked(summary.unchecked, room)}) {
    if (!part.empty()) out += "\n" + part;
  }
  if (!input.decision.reasons.empty()) out += "\n";
  for (const Fact& fact : summary.facts)
    write_labelled(out, "  " + fact.label + ": ", foreign(fact.text), room);
  if (!input.pushed.empty()) out += "  pushed: " + foreign(input.pushed) + "\n";
  std::string label = "  next: ";
  for (const std::string& step : next_steps(input, summary)) {
    write_labelled(out, label, foreign(step), room);
    label = "        ";
  }
  for (const std::string& command : {waive_command(input, summary), verify_command(input)}) {
    if (command.empty()) continue;
    out += label + foreign(command) + "\n";
    label = "        ";
  }
  return out;
}

}  // namespace pushgate::report
