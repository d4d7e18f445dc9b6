// SPDX-License-Identifier: Apache-2.0
#include "gate/policy_test.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "adapter/json/json.hpp"
#include "base/error_line.hpp"
#include "base/format.hpp"
#include "cli/commands/commands.hpp"
#include "cli/output.hpp"
#include "evidence/documents.hpp"
#include "report/foreign_text.hpp"
#include "report/paint.hpp"

namespace pushgate::cli {

namespace {

using gate::TestedCase;
using model::Verdict;

struct PolicyTestCommand {
  std::vector<std::string> paths = {"."};
  Output output;
};

/// pass: as expected; deny: not; unknown: could not be decided.
Verdict outcome_of(const TestedCase& one) {
  if (!one.decision) return Verdict::unknown;
  return one.differences.empty() ? Verdict::pass : Verdict::deny;
}

std::size_t count(const std::vector<TestedCase>& cases, Verdict outcome) {
  return static_cast<std::size_t>(
      std::ranges::count_if(cases, [&](const TestedCase& one) { return outcome_of(one) == outcome; }));
}

std::string as_text(const std::vector<TestedCase>& cases, const Output& output) {
  const report::Paint paint(output.colour());
  std::string text;
  for (const TestedCase& one : cases) {
    const Verdict outcome = outcome_of(one);
    const char* const word = outcome == Verdict::pass   ? "PASS  "
                             : outcome == Verdict::deny ? "FAIL  "
                                                        : "UNREAD";
    text += fmt::format("{}  {}:{}  {}\n", paint.verdict(outcome, word), report::foreign(one.file),
                        one.wanted.line, report::foreign(one.wanted.name));
    for (const std::string& line : one.differences) text += "        " + report::foreign(line) + "\n";
    if (!one.error) continue;
    text += "        " + report::foreign(error_line(*one.error)) + "\n";
    if (!one.error->hint.empty()) text += "        hint: " + report::foreign(one.error->hint) + "\n";
  }
  text += fmt::format("\n{} {}: {} as expected, {} not", cases.size(), cases.size() == 1 ? "case" : "cases",
                      count(cases, Verdict::pass), count(cases, Verdict::deny));
  if (const auto unread = count(cases, Verdict::unknown); unread > 0)
    text += fmt::format(", {} could not be decided", unread);
  return text + "\n";
}

std::string as_json(const std::vector<TestedCase>& tested) {
  json::Array cases;
  for (const TestedCase& one : tested) {
    const Verdict outcome = outcome_of(one);
    json::Array differences;
    for (const std::string& line : one.differences) differences.emplace_back(line);
    cases.emplace_back(
        json::Object{{"file", one.file},
                     {"line", one.wanted.line},
                     {"name", one.wanted.name},
                     {"outcome", outcome == Verdict::pass   ? "pass"
                                 : outcome == Verdict::deny ? "fail"
                                                            : "unread"},
                     {"differences", std::move(differences)},
                     {"decision", one.decision ? evidence::decision_value(*one.decision) : json::Value()},
                     {"error", one.error ? json::Value(error_line(*one.error)) : json::Value()}});
  }
  return json::write_pretty(
      json::Object{{"schema", "pushgate.policy-test/v1"},
                   {"cases", std::move(cases)},
                   {"summary", json::Object{{"total", tested.size()},
                                            {"pass", count(tested, Verdict::pass)},
                                            {"fail", count(tested, Verdict::deny)},
                                            {"unread", count(tested, Verdict::unknown)}}}});
}

Result<ExitCode> run(const PolicyTestCommand& command) {
  TRY_ASSIGN(const auto cases, gate::test_policies(command.paths));
  const Output& output = command.output;
  TRY(output.write(output.json() ? as_json(cases) : as_text(cases, output)));
  for (const Verdict outcome : {Verdict::deny, Verdict::unknown})
    if (count(cases, outcome) > 0) return exit_code(outcome);
  return ExitCode::passed;
}

}  // namespace

Action add_policy_test(CLI::App& app) {
  auto command = std::make_shared<PolicyTestCommand>();
  app.add_option("PATH", command->paths,
                 "files of cases, and folders of files named *.tests.yaml; this folder otherwise")
      ->type_name("");
  add_output_options(app, command->output);
  return [command] { return run(*command); };
}

}  // namespace pushgate::cli
