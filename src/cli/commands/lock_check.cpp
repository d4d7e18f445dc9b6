// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <tuple>

#include "base/escape.hpp"
#include "base/format.hpp"
#include "cli/commands/commands.hpp"
#include "cli/decision_json.hpp"
#include "cli/output.hpp"
#include "gate/check_locks.hpp"

namespace pushgate::cli {

namespace {

struct LockCheckCommand {
  gate::LocksRequest request;
  bool fix_hints = false;
  bool no_inputs = false;
  Output output;
};

std::string counted(std::size_t count, std::string_view one) {
  return fmt::format("{} {}{}", count, one, count == 1 ? "" : "s");
}

/// `FILE:LINE:1: SEVERITY RULE MESSAGE`, and the hint below. Editors jump to such a line.
std::string finding_text(const model::Finding& finding) {
  auto place = finding.location.path;
  if (finding.location.line != 0) place += fmt::format(":{}:1", finding.location.line);
  const auto weight = finding.could_not_look ? "NOT JUDGED" : to_string(finding.severity);
  auto text = fmt::format("{}: {} {} {}", place, weight, finding.rule, finding.message);
  text = escape_controls(text) + "\n";
  if (!finding.hint.empty()) text += "  hint: " + escape_controls(finding.hint) + "\n";
  return text;
}

std::string service_text(const gate::ServiceLock& service) {
  if (service.lock.empty()) return fmt::format("service {}: no lock\n", escape_controls(service.service));
  const auto found = service.findings == 0 ? "nothing found" : counted(service.findings, "finding");
  return fmt::format("service {}: {}: {}, {}{}\n", escape_controls(service.service),
                     escape_controls(service.lock), counted(service.requirements, "requirement"), found,
                     service.complete ? "" : ", could not check everything");
}

std::string summary(const gate::LocksOutcome& outcome) {
  std::map<model::Severity, std::size_t, std::greater<>> weights;
  std::size_t not_judged = 0;
  for (const auto& finding : outcome.evidence.findings) {
    finding.could_not_look ? ++not_judged : ++weights[finding.severity];
  }
  std::string text =
      fmt::format("{}, {}: ", counted(outcome.locks, "lock"), counted(outcome.requirements, "requirement"));
  std::string found;
  for (const auto& [severity, count] : weights)
    found += fmt::format("{}{} {}", found.empty() ? "" : ", ", count, to_string(severity));
  if (not_judged != 0) found += fmt::format("{}{} not judged", found.empty() ? "" : ", ", not_judged);
  if (!outcome.decision.waived.empty()) found += fmt::format(" ({} waived)", outcome.decision.waived.size());
  const auto verdict = outcome.decision.verdict;
  const auto* const end = verdict == model::Verdict::pass   ? "pass"
                          : verdict == model::Verdict::deny ? "refused"
                                                            : "could not check everything";
  return text + (found.empty() ? "nothing found" : found) + ": " + end + "\n";
}

std::string text_of(const LockCheckCommand& command, const gate::LocksOutcome& outcome) {
  auto findings = outcome.evidence.findings;
  std::ranges::stable_sort(findings, {}, [](const model::Finding& finding) {
    return std::tie(finding.location.path, finding.location.line);
  });
  std::string text;
  for (const auto& finding : findings) text += finding_text(finding);
  const auto& run = outcome.evidence.runs.front();
  if (run.outcome != model::ScannerRun::Outcome::complete)
    text += "not checked: " + escape_controls(run.reason) + "\n";
  if (command.fix_hints) {
    for (const auto& repair : outcome.repairs) text += "fix: " + escape_controls(repair.command) + "\n";
  }
  for (const auto& service : outcome.services) text += service_text(service);
  return text + summary(outcome);
}

Result<ExitCode> run(LockCheckCommand& command) {
  command.request.inputs = !command.no_inputs;
  TRY_ASSIGN(const auto outcome, gate::check_locks(command.request));
  const Output& output = command.output;
  if (output.json()) {
    json::Object value = decision_json(outcome.evidence, outcome.decision);
    value.set("requirements", outcome.requirements);
    if (!outcome.services.empty()) {
      json::Array services;
      for (const auto& service : outcome.services) {
        services.push_back(
            json::Object{{"name", service.service},
                         {"lock", service.lock.empty() ? json::Value() : json::Value(service.lock)},
                         {"requirements", service.requirements},
                         {"findings", service.findings},
                         {"complete", service.complete}});
      }
      value.set("services", std::move(services));
    }
    if (command.fix_hints) {
      json::Array repairs;
      for (const auto& repair : outcome.repairs)
        repairs.push_back(json::Object{{"lock", repair.lock}, {"command", repair.command}});
      value.set("repairs", std::move(repairs));
    }
    TRY(output.write(json::write_pretty(value)));
  } else {
    TRY(output.write(text_of(command, outcome)));
  }
  return exit_code(outcome.decision.verdict);
}

}  // namespace

Action add_lock_check(CLI::App& app) {
  auto command = std::make_shared<LockCheckCommand>();
  auto& request = command->request;
  auto* locks = app.add_option("LOCK", request.locks,
                               "requirement files, pylock.toml and uv.lock; without any, the lock of each "
                               "service of the fleet file")
                    ->type_name("");
  app.add_option("--fleet", request.fleet_file, "the fleet file; ./pushgate.yaml otherwise")
      ->type_name("FILE")
      ->option_text("FILE")
      ->excludes(locks);
  app.add_option("--wheelhouse", request.wheelhouse,
                 "the wheels that are installed: their hashes and what they need are compared with the locks")
      ->type_name("DIR");
  app.add_option("--python", request.pythons,
                 "a version to judge markers and wheels for, such as 3.11; several are all judged")
      ->type_name("VERSION")
      ->allow_extra_args(false);
  app.add_option("--platform", request.platforms,
                 "a platform to judge them for, such as linux/amd64 (with the glibc of Debian 12) or a "
                 "wheel's tag: manylinux_2_28_x86_64, musllinux_1_2_x86_64")
      ->type_name("OS/ARCH|TAG")
      ->allow_extra_args(false);
  app.add_flag("--fix-hints", command->fix_hints,
               "print the pip-compile or uv command that makes each lock again");
  app.add_flag("--no-inputs", command->no_inputs,
               "do not compare a lock with the files that its header names");
  app.add_option("--policy", request.policy_file, "the policy; the built-in default otherwise")
      ->type_name("FILE");
  add_output_options(app, command->output);
  return [command] { return run(*command); };
}

}  // namespace pushgate::cli
