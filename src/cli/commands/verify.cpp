// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include "adapter/json/json.hpp"
#include "cli/commands/commands.hpp"
#include "cli/commands/image_options.hpp"
#include "cli/commands/receipt_options.hpp"
#include "cli/commands/verify_archive.hpp"
#include "cli/commands/verify_folder.hpp"
#include "cli/count_line.hpp"
#include "cli/fleet_verification_json.hpp"
#include "cli/image_verification.hpp"
#include "cli/output.hpp"
#include "cli/step_summary.hpp"
#include "gate/receipt_keys.hpp"
#include "gate/settings.hpp"
#include "gate/verify_fleet.hpp"
#include "gate/verify_image.hpp"
#include "report/fleet_verification.hpp"

namespace pushgate::cli {

namespace {

struct VerifyCommand {
  std::string image;
  std::string require;
  std::string signers;
  bool recursive = false;
  bool replay = false;
  gate::ArchiveVerifyRequest archive;
  gate::FleetVerifyRequest request;  // of one image, the key and the registry's options count
  Output output;
};

Result<attest::Trust> trust_of(const VerifyCommand& command) {
  const gate::FleetVerifyRequest& request = command.request;
  TRY_ASSIGN(const gate::FleetChoice choice, gate::load_fleet(command.signers, ""));
  if (request.keys.empty() && !choice.fleet) {
    return fail(
        Error::misuse("verify",
                      "knows nobody whose signature counts; expected --key, or a fleet file "
                      "with signers")
            .with_hint("name a public key with --key, or a fleet file with --signers; without either, "
                       "pushgate.yaml in this folder is read"));
  }
  return gate::load_trust({request.keys, choice.fleet ? &*choice.fleet : nullptr,
                           gate::fleet_file_or_default(command.signers), request.max_age, request.policy});
}

Result<std::vector<gate::VerifyOutcome>> verify(const VerifyCommand& command, const attest::Trust& trust,
                                                const gate::Requirements& requirements) {
  const registry::ClientOptions& options = command.request.registry;
  if (command.recursive) return gate::verify_with_platforms(command.image, trust, requirements, options);
  TRY_ASSIGN(gate::VerifyOutcome outcome, gate::verify_image(command.image, trust, requirements, options));
  return std::vector{std::move(outcome)};
}

Result<ExitCode> run_image(const VerifyCommand& command) {
  const Output& output = command.output;
  if (command.image.empty())
    return fail(
        Error::misuse("IMAGE", "is missing; expected a reference, or --fleet for all images of a fleet"));
  if (output.format == "markdown")
    return fail(Error::misuse("--format", "markdown is a form of --fleet; expected text or json"));
  TRY_ASSIGN(const gate::Requirements requirements,
             gate::parse_requirements(command.require.empty() ? "signature" : command.require));
  TRY_ASSIGN(const attest::Trust trust, trust_of(command));
  TRY_ASSIGN(const auto outcomes, verify(command, trust, requirements));
  TRY(output.write(output.json() ? json::write_pretty(image_verification_json(outcomes, trust.names()))
                                 : image_verification_text(outcomes, trust.names())));
  const bool verified = std::ranges::all_of(outcomes, [](const auto& one) { return one.missing.empty(); });
  return verified ? ExitCode::passed : ExitCode::refused;
}

Result<ExitCode> run_folder(const VerifyCommand& command) {
  return run_verify_folder(
      {command.request.evidence, command.replay}, [&command] { return trust_of(command); }, command.output);
}

Result<ExitCode> run_archive(const VerifyCommand& command) {
  if (!command.image.empty())
    return fail(Error::misuse("IMAGE", "cannot be named with --offline; expected one of the two"));
  gate::ArchiveVerifyRequest request = command.archive;
  request.keys = command.request.keys;
  if (request.trust_archived_keys && !request.keys.empty())
    return fail(Error::misuse("--trust-archived-keys",
                              "cannot be said together with --key; expected one of the two"));
  return run_verify_archive(request, command.output);
}

std::string written(const model::FleetVerification& verification, const Output& output) {
  if (output.json()) return json::write_pretty(fleet_verification_json(verification));
  if (output.format == "markdown") return report::write_fleet_verification_markdown(verification);
  return report::write_fleet_verification_text(verification, output.colour(), output.width());
}

/// What is wrong is wrong, whatever else could not be asked.
ExitCode exit_code_of(const model::FleetVerification& verification) {
  ExitCode code = ExitCode::passed;
  for (const auto& image : verification.images) {
    if (model::is_wrong(image.state)) return ExitCode::refused;
    if (image.state != model::ImageState::verified) code = ExitCode::unchecked;
  }
  return code;
}

Result<ExitCode> run_fleet(const VerifyCommand& command) {
  if (!command.image.empty())
    return fail(Error::misuse("IMAGE", "cannot be named with --fleet; expected one of the two"));
  gate::FleetVerifyRequest request = command.request;
  if (request.fleet_file.empty()) request.fleet_file = "pushgate.yaml";
  TRY_ASSIGN(request.require,
             gate::parse_requirements(command.require.empty() ? "signature,sbom,receipt" : command.require));
  CountLine progress;
  TRY_ASSIGN(const model::FleetVerification verification, gate::verify_fleet(request, progress));
  progress.end();
  TRY(command.output.write(written(verification, command.output)));
  TRY(append_step_summary(report::write_fleet_verification_markdown(verification)));
  return exit_code_of(verification);
}

}  // namespace

Action add_verify(CLI::App& app) {
  auto command = std::make_shared<VerifyCommand>();
  auto& request = command->request;
  app.add_option("IMAGE", command->image, "a reference, by tag or digest")->type_name("");
  auto* fleet = app.add_option("--fleet", request.fleet_file,
                               "instead of one image all of a fleet file (pushgate.yaml)")
                    ->expected(0, 1)
                    ->option_text("[FILE]");
  app.add_option(
         "--key", request.keys,
         "a public key: a file, or env://VARIABLE; several times for several. Otherwise the signers of "
         "the fleet file")
      ->allow_extra_args(false)
      ->type_name("KEY");
  auto* signers =
      app.add_option("--signers", command->signers, "the fleet file whose signers count (pushgate.yaml)")
          ->option_text("FILE")
          ->excludes(fleet);
  app.add_option(
         "--require", command->require,
         "what must be there, with commas between: signature, sbom, receipt, or predicate types as cosign "
         "calls them or by URI (signature; with --fleet all three)")
      ->type_name("WORDS");
  auto* policy =
      app.add_option("--policy", request.policy, "receipts must be by this policy")->option_text("FILE");
  add_max_age_option(app, request.max_age);
  app.add_flag("--recursive", command->recursive, "of an index each of its images, too")->excludes(fleet);
  app.add_option("--tag", request.tag, "the images' tag; otherwise the newest of the fleet's form")
      ->option_text("TAG")
      ->needs(fleet);
  auto* evidence =
      app.add_option("--evidence", request.evidence,
                     "instead of an image an evidence folder, offline; with --fleet a folder of them, whose "
                     "receipts must be about what is pushed")
          ->option_text("DIR");
  auto* offline =
      app.add_option("--offline", command->archive.archive,
                     "instead of an image an archive that `audit export` wrote, without a network: its "
                     "hashes, receipts by --key, and each decision again")
          ->option_text("ARCHIVE")
          ->excludes(fleet)
          ->excludes(signers)
          ->excludes(policy)
          ->excludes(evidence);
  app.add_flag("--trust-archived-keys", command->archive.trust_archived_keys,
               "instead of --key: whoever's key is in the archive is believed")
      ->needs(offline);
  app.add_flag("--replay", command->replay, "decide again from the evidence folder, and compare");
  app.add_option("--jobs", request.at_once, "how many images are asked for at the same time (8)")
      ->check(CLI::Range(1, 64))
      ->option_text("N")
      ->needs(fleet);
  add_registry_options(app, request.registry);
  app.add_option("--format", command->output.format,
                 "how the result is written: text, json or markdown (text)")
      ->check(CLI::IsMember({"text", "json", "markdown"}))
      ->option_text("FORM");
  app.add_option("-o,--output", command->output.file, "write the result to a file, whole or not at all")
      ->type_name("FILE");
  return [command, fleet, offline]() -> Result<ExitCode> {
    if (offline->count() > 0) return run_archive(*command);
    const bool folder = !command->request.evidence.empty() && fleet->count() == 0;
    if (command->replay && !folder)
      return fail(Error::misuse("--replay", "needs an evidence folder; expected --evidence DIR"));
    if (folder && !command->image.empty())
      return fail(Error::misuse("IMAGE", "cannot be named with --evidence; expected one of the two"));
    if (folder) return run_folder(*command);
    return fleet->count() > 0 ? run_fleet(*command) : run_image(*command);
  };
}

}  // namespace pushgate::cli
