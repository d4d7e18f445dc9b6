// SPDX-License-Identifier: Apache-2.0
#include "gate/regate.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>

#include "cli/commands/commands.hpp"
#include "cli/commands/image_options.hpp"
#include "cli/commands/regate_text.hpp"
#include "cli/output.hpp"
#include "cli/terminal.hpp"

namespace pushgate::cli {

namespace {

using model::Verdict;

struct RegateCommand {
  gate::RegateRequest request;
  bool only_new = false;
  Output output;
};

/// The heaviest of all images; with --only-new, of what the last decisions do not have.
ExitCode code_of(const gate::RegateOutcome& outcome, bool only_new) {
  const auto any = [&](Verdict verdict) {
    return std::ranges::any_of(outcome.images, [&](const gate::RegatedImage& image) {
      if (!only_new || !image.stored) return image.decision.verdict == verdict;
      return std::ranges::any_of(image.changes.appeared,
                                 [&](const auto& one) { return one.reason.effect == verdict; });
    });
  };
  if (any(Verdict::deny)) return ExitCode::refused;
  return any(Verdict::unknown) || !outcome.unread.empty() ? ExitCode::unchecked : ExitCode::passed;
}

Result<ExitCode> run(const RegateCommand& command) {
  ProgressLine progress;
  TRY_ASSIGN(const auto outcome, gate::regate(command.request, progress));
  progress.end();
  const Output& output = command.output;
  TRY(output.write(output.json() ? regate_json(outcome) : regate_text(outcome, output)));
  return code_of(outcome, command.only_new);
}

}  // namespace

Action add_regate(CLI::App& app) {
  auto command = std::make_shared<RegateCommand>();
  app.add_option("PATH", command->request.paths, "evidence folders, folders of such, SBOMs (FILE.json)")
      ->type_name("")
      ->required();
  app.add_option("--policy", command->request.policy_file,
                 "the policy for all; that of each folder otherwise, and for an SBOM the built-in default")
      ->type_name("FILE");
  app.add_flag("--only-new", command->only_new, "fail only on what the last decision does not have");
  add_trivy_options(app, command->request.trivy);
  add_output_options(app, command->output);
  return [command] { return run(*command); };
}

}  // namespace pushgate::cli
