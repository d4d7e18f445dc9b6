// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "base/format.hpp"
#include "scanners/plan/dockerfile_rules.hpp"
#include "scanners/plan/excerpt.hpp"
#include "scanners/plan/image_user.hpp"

namespace pushgate::scanners {

void check_root_switch(const DockerfileView& view, const plan::Fleet& fleet, PlanFindings& findings) {
  constexpr const char* k_rule = "plan/root-switch";
  const auto& runtime = view.runtime();
  for (const auto& run : runtime.runs) {
    const bool installs = std::ranges::any_of(run.commands, [](const ShellCommand& command) {
      return command.program() == "apt-get" || command.program() == "apt";
    });
    const auto& user = run.step->user;
    if (!installs || (user && user->known() && !user->text.empty() && is_root_user(user->text))) continue;
    if (user && !user->known()) {
      findings.could_not_look(k_rule, run.step->line, "runs apt-get as a user that only the build says");
      continue;
    }
    findings.wrong(k_rule, run.step->line,
                   fmt::format("runs apt-get as {}; expected USER root before it",
                               user ? excerpt(user->text) : "the user of its base image"),
                   "write above it: USER root");
    break;
  }
  if (!fleet.user) return findings.could_not_look(k_rule, 0, "the fleet file states no user");
  const auto& last = runtime.state.user;
  if (last && !last->known())
    return findings.could_not_look(k_rule, last->line, "ends with a user that only the build says");
  if (last && is_planned_user(last->text, *fleet.user)) return;
  findings.wrong(k_rule, last ? last->line : from_line(view),
                 fmt::format("ends with {}; expected USER {}",
                             last ? "USER " + excerpt(last->text) : "no USER", fleet.user->name),
                 fmt::format("end it with: USER {}", fleet.user->name));
}

}  // namespace pushgate::scanners
