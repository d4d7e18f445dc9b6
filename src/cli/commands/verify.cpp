// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <memory>

#include "adapter/json/json.hpp"
#include "base/escape.hpp"
#include "cli/commands/commands.hpp"
#include "cli/commands/image_options.hpp"
#include "cli/count_line.hpp"
#include "cli/fleet_verification_json.hpp"
#include "cli/output.hpp"
#include "cli/step_summary.hpp"
#include "evidence/documents.hpp"
#include "gate/signing_key.hpp"
#include "gate/verify_fleet.hpp"
#include "gate/verify_image.hpp"
#include "report/fleet_verification.hpp"

namespace pushgate::cli {

namespace {

using attest::CheckedDocument;

struct VerifyCommand {
  std::string image;
  std::string require;
  gate::FleetVerifyRequest request;  // of one image, the key and the registry's options count
  Output output;
};

std::string as_text(const gate::VerifyOutcome& outcome) {
  const auto& found = outcome.verification;
  std::string text = std::string(outcome.missing.empty() ? "VERIFIED  " : "REFUSED  ") +
                     escape_controls(outcome.name) + "  " + outcome.digest->to_string() + "\n";
  const auto line = [&](const char* what, bool there, const std::string& reason) {
    text += std::string("  ") + what;
    text += there ? "good\n" : reason.empty() ? "none by this key\n" : "none: " + reason + "\n";
  };
  line("signature  ", found.signature, "");
  line("sbom       ", found.sbom, "");
  line("receipt    ", found.receipt, found.receipt ? "" : escape_controls(found.receipt_reason));
  for (const auto& document : found.documents) {
    if (document.outcome == CheckedDocument::Outcome::good) continue;
    text +=
        "  passed over: " + escape_controls(document.name) + ": " + escape_controls(document.reason) + "\n";
  }
  if (!outcome.missing.empty()) {
    text +=
        "  next: sign it with `cosign sign --key`, or push it through `pushgate gate --push`; or check the "
        "key\n";
  }
  return text;
}

json::Value as_json(const gate::VerifyOutcome& outcome) {
  json::Array documents;
  for (const auto& document : outcome.verification.documents) {
    documents.push_back(json::Object{{"name", document.name},
                                     {"outcome", to_string(document.outcome)},
                                     {"predicate_type", document.predicate_type},
                                     {"reason", document.reason}});
  }
  model::Evidence evidence;
  evidence.subject = {outcome.name, outcome.digest, "", ""};
  for (const auto& word : outcome.missing) {
    model::Finding finding;
    finding.rule = "verify/no-" + word;
    finding.severity = model::Severity::critical;
    finding.subject = outcome.name;
    finding.message = "no " + word + " by this key";
    evidence.findings.push_back(std::move(finding));
  }
  json::Value value = evidence::findings_value(evidence);
  value.as_object()->set("images", json::Array{json::Object{{"name", outcome.name},
                                                            {"digest", outcome.digest->to_string()},
                                                            {"verified", outcome.missing.empty()},
                                                            {"signature", outcome.verification.signature},
                                                            {"sbom", outcome.verification.sbom},
                                                            {"receipt", outcome.verification.receipt},
                                                            {"documents", std::move(documents)}}});
  return value;
}

Result<ExitCode> run_image(const VerifyCommand& command) {
  const Output& output = command.output;
  if (command.image.empty())
    return fail(
        Error::misuse("IMAGE", "is missing; expected a reference, or --fleet for all images of a fleet"));
  if (command.request.key.empty())
    return fail(Error::misuse("--key", "is missing; expected a public key, a file or env://VARIABLE"));
  if (output.format == "markdown")
    return fail(Error::misuse("--format", "markdown is a form of --fleet; expected text or json"));
  TRY_ASSIGN(const gate::Requirements requirements,
             gate::parse_requirements(command.require.empty() ? "signature" : command.require));
  TRY_ASSIGN(const crypto::PublicKey key, gate::load_public_key(command.request.key));
  TRY_ASSIGN(const gate::VerifyOutcome outcome,
             gate::verify_image(command.image, key, requirements, command.request.registry));
  TRY(output.write(output.json() ? json::write_pretty(as_json(outcome)) : as_text(outcome)));
  return outcome.missing.empty() ? ExitCode::passed : ExitCode::refused;
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
  app.add_option("--key", request.key,
                 "the public key: a file, or env://VARIABLE; with --fleet the fleet's signers otherwise")
      ->type_name("KEY");
  app.add_option("--require", command->require,
                 "what must be there: signature, sbom, receipt, with commas between (signature; with --fleet "
                 "all)")
      ->type_name("WORDS");
  app.add_option("--tag", request.tag, "the images' tag; otherwise the newest of the fleet's form")
      ->option_text("TAG")
      ->needs(fleet);
  app.add_option("--evidence", request.evidence,
                 "a folder of evidence folders, whose receipts must be about what is pushed")
      ->option_text("DIR")
      ->needs(fleet);
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
  return [command, fleet] { return fleet->count() > 0 ? run_fleet(*command) : run_image(*command); };
}

}  // namespace pushgate::cli
