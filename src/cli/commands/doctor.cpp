// SPDX-License-Identifier: Apache-2.0
#include "gate/doctor.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <memory>

#include "adapter/json/json.hpp"
#include "base/escape.hpp"
#include "base/format.hpp"
#include "cli/commands/commands.hpp"
#include "cli/commands/image_options.hpp"
#include "cli/output.hpp"
#include "gate/doctor_live.hpp"

namespace pushgate::cli {

namespace {

using State = gate::Checkup::State;

struct DoctorCommand {
  gate::TrivyChoice trivy;
  std::string policy_file;
  bool live = false;
  retention::GithubOptions github;
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
  app.add_flag("--live", command->live,
               "ask GitHub Packages, too, for the versions of the fleet's images; reads only");
  add_github_option(app, command->github.api);
  add_registry_options(app, command->github.registry);
  add_output_options(app, command->output);
  return [command]() -> Result<ExitCode> {
    auto checkups = gate::examine_machine(command->trivy, command->policy_file);
    if (command->live) {
      auto github = command->github;
      github.say = [](const std::string& line) {
        static_cast<void>(std::fputs((escape_controls(line) + "\n").c_str(), stderr));
      };
      for (auto& checkup : gate::examine_services(github)) checkups.push_back(std::move(checkup));
    }
    const Output& output = command->output;
    TRY(output.write(output.json() ? json::write_pretty(as_json(checkups)) : as_text(checkups)));
    const bool missing = std::any_of(checkups.begin(), checkups.end(),
                                     [](const auto& row) { return row.state == State::missing; });
    return missing ? ExitCode::unchecked : ExitCode::passed;
  };
}

}  // namespace pushgate::cli
