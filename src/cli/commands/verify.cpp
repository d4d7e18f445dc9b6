// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <memory>

#include "adapter/json/json.hpp"
#include "base/escape.hpp"
#include "cli/commands/commands.hpp"
#include "cli/commands/image_options.hpp"
#include "cli/output.hpp"
#include "evidence/documents.hpp"
#include "gate/signing_key.hpp"
#include "gate/verify_image.hpp"

namespace pushgate::cli {

namespace {

using attest::CheckedDocument;

struct VerifyCommand {
  std::string image;
  std::string key;
  std::string require = "signature";
  registry::ClientOptions registry;
  Output output;
};

std::string_view to_string(CheckedDocument::Outcome outcome) {
  switch (outcome) {
    case CheckedDocument::Outcome::good:
      return "good";
    case CheckedDocument::Outcome::foreign_key:
      return "foreign-key";
    case CheckedDocument::Outcome::foreign_subject:
      return "foreign-subject";
    case CheckedDocument::Outcome::malformed:
      break;
  }
  return "malformed";
}

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

Result<ExitCode> run(const VerifyCommand& command) {
  TRY_ASSIGN(const gate::Requirements requirements, gate::parse_requirements(command.require));
  TRY_ASSIGN(const crypto::PublicKey key, gate::load_public_key(command.key));
  TRY_ASSIGN(const gate::VerifyOutcome outcome,
             gate::verify_image(command.image, key, requirements, command.registry));
  const Output& output = command.output;
  TRY(output.write(output.json() ? json::write_pretty(as_json(outcome)) : as_text(outcome)));
  return outcome.missing.empty() ? ExitCode::passed : ExitCode::refused;
}

}  // namespace

Action add_verify(CLI::App& app) {
  auto command = std::make_shared<VerifyCommand>();
  app.add_option("IMAGE", command->image, "a reference, by tag or digest")->type_name("")->required();
  app.add_option("--key", command->key, "the public key: a file, or env://VARIABLE")
      ->type_name("KEY")
      ->required();
  app.add_option("--require", command->require,
                 "what must be there: signature, sbom, receipt, with commas between")
      ->type_name("WORDS")
      ->capture_default_str();
  add_registry_options(app, command->registry);
  add_output_options(app, command->output);
  return [command] { return run(*command); };
}

}  // namespace pushgate::cli
