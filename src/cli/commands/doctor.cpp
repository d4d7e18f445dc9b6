// SPDX-License-Identifier: Apache-2.0
#include "gate/doctor.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>

#include "adapter/json/json.hpp"
#include "base/escape.hpp"
#include "base/format.hpp"
#include "cli/commands/commands.hpp"
#include "cli/commands/image_options.hpp"
#include "cli/output.hpp"

namespace pushgate::cli {

namespace {

using State = gate::Checkup::State;

struct DoctorCommand {
  gate::TrivyChoice trivy;
  std::string policy_file;
  Output output;
};

std::string_view word(State state) {
  switch (state) {
    case State::good:
      return "ok";
    case State::advice:
      return "note";
    case State::missing:
      break;
  }
  return "missing";
}

std::string as_text(const std::vector<gate::Checkup>& checkups) {
  std::string text;
  for (const auto& checkup : checkups) {
    text +=
        fmt::format("{:<8}{:<22}{}\n", word(checkup.state), checkup.name, escape_controls(checkup.detail));
    if (!checkup.hint.empty()) text += fmt::format("{:<30}{}\n", "", escape_controls(checkup.hint));
  }
  return text;
}

json::Value as_json(const std::vector<gate::Checkup>& checkups) {
  json::Array rows;
  for (const auto& checkup : checkups) {
    rows.push_back(json::Object{{"state", word(checkup.state)},
                                {"name", checkup.name},
                                {"detail", checkup.detail},
                                {"hint", checkup.hint}});
  }
  return json::Object{{"schema", "pushgate.doctor/v1"}, {"checkups", std::move(rows)}};
}

}  // namespace

Action add_doctor(CLI::App& app) {
  auto command = std::make_shared<DoctorCommand>();
  app.add_option("--policy", command->policy_file, "the policy; the built-in default otherwise")
      ->type_name("FILE");
  add_trivy_options(app, command->trivy);
  add_output_options(app, command->output);
  return [command]() -> Result<ExitCode> {
    const auto checkups = gate::examine_machine(command->trivy, command->policy_file);
    const Output& output = command->output;
    TRY(output.write(output.json() ? json::write_pretty(as_json(checkups)) : as_text(checkups)));
    const bool missing = std::any_of(checkups.begin(), checkups.end(),
                                     [](const auto& row) { return row.state == State::missing; });
    return missing ? ExitCode::unchecked : ExitCode::passed;
  };
}

}  // namespace pushgate::cli
