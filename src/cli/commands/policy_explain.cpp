// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <string_view>
#include <utility>

#include "adapter/json/json.hpp"
#include "base/format.hpp"
#include "cli/commands/commands.hpp"
#include "cli/commands/policy_options.hpp"
#include "cli/output.hpp"
#include "gate/explain_rule.hpp"
#include "report/foreign_text.hpp"
#include "report/table.hpp"

namespace pushgate::cli {

namespace {

using gate::ExplainedRule;
using Effect = ExplainedRule::Effect;

struct PolicyExplainCommand {
  gate::ExplainRequest request;
  Output output;
};

/// `CRITICAL, HIGH`
std::string severities(const gate::RulesOutcome& outcome) {
  std::string text;
  for (auto one = outcome.fail_on.rbegin(); one != outcome.fail_on.rend(); ++one)
    text += (text.empty() ? "" : ", ") + std::string(to_string(*one));
  return text;
}

/// What the policy does where the rule finds something.
std::string consequence(const ExplainedRule& explained, const gate::RulesOutcome& outcome) {
  const auto fails_on = severities(outcome);
  std::string text = outcome.policy_name;
  switch (explained.effect) {
    case Effect::reported:
      text += fmt::format(" reports it and lets it pass (it fails on {})", fails_on);
      break;
    case Effect::denies:
      text += fmt::format(" denies (it fails on {})", fails_on);
      break;
    case Effect::no_verdict:
      text += " gives no verdict: something was not checked, and no waiver replaces that";
      break;
    case Effect::by_advisory:
      text += fmt::format(" denies where it is one of {}", fails_on);
      if (outcome.ignore_unfixed) text += ", and some version has a fix";
  }
  if (explained.required) text += "; where the rule could not look, there is no verdict";
  return text;
}

std::string waiver_text(const gate::NamedWaiver& waiver) {
  return fmt::format("{}, {} {}, by {}: {}", waiver.extent.empty() ? "wherever it is found" : waiver.extent,
                     waiver.expired ? "expired on" : "until", format_date(waiver.expires), waiver.owner,
                     waiver.reason);
}

std::string_view verdict_word(model::Verdict verdict) {
  return verdict == model::Verdict::deny   ? "denies"
         : verdict == model::Verdict::pass ? "passes"
                                           : "is no pass";
}

std::string finding_text(const gate::ExplainedFinding& found) {
  return fmt::format("{}{} {}: {}", found.subject, found.place.empty() ? "" : " (" + found.place + ")",
                     verdict_word(found.fate.verdict), found.fate.because);
}

std::string rule_text(const ExplainedRule& explained, const gate::RulesOutcome& outcome, int width) {
  const model::Rule& rule = explained.rule;
  std::string text = fmt::format(
      "{}  {}\n", report::foreign(rule.id),
      explained.effect == Effect::by_advisory ? "the advisory's severity" : to_string(rule.severity));
  const auto add = [&](std::string_view label, const std::string& what) {
    constexpr std::size_t k_margin = 12;
    const auto room = static_cast<std::size_t>(std::max(width, 40)) - k_margin;
    std::string start = fmt::format("  {:<{}}", label, k_margin - 2);
    for (const auto& line : report::wrap(report::foreign(what), room)) {
      text += start + line + "\n";
      start.assign(k_margin, ' ');
    }
  };
  if (!rule.says.empty()) {
    add("plan says", rule.says);
    add("counts", fmt::format("{} of 100 points, priority {}", rule.weight, rule.priority));
  }
  add("why", rule.why);
  add("policy", consequence(explained, outcome));
  for (const auto& waiver : explained.waivers) add("waived", waiver_text(waiver));
  for (const gate::ExplainedFinding& found : outcome.findings) add("found", finding_text(found));
  return text;
}

std::string effect_word(Effect effect) {
  return effect == Effect::denies ? "deny" : effect == Effect::no_verdict ? "unknown" : "pass";
}

std::string table_text(const gate::RulesOutcome& outcome, const Output& output) {
  using Cut = report::Column::Cut;
  std::vector<report::Row> rows;
  for (const auto& explained : outcome.rules) {
    const model::Rule& rule = explained.rule;
    rows.push_back({rule.severity,
                    {std::string(to_string(rule.severity)), rule.id, effect_word(explained.effect),
                     explained.waivers.empty() ? "" : std::to_string(explained.waivers.size()),
                     rule.priority == 0 ? "" : std::to_string(rule.priority),
                     rule.weight == 0 ? "" : std::to_string(rule.weight), rule.why},
                    ""});
  }
  std::string text = report::write_table({{"SEVERITY", 8, Cut::never},
                                          {"RULE", 24, Cut::never},
                                          {"VERDICT", 7, Cut::never},
                                          {"WAIVERS", 7, Cut::never},
                                          {"PRIORITY", 8, Cut::never},
                                          {"WEIGHT", 6, Cut::never},
                                          {"WHY", 24, Cut::end}},
                                         std::move(rows), static_cast<std::size_t>(output.width()),
                                         report::Paint(output.colour()));
  return text + fmt::format("{} rules, and vuln/ID for every advisory; {} fails on {}\n",
                            outcome.rules.size(), report::foreign(outcome.policy_name), severities(outcome));
}

json::Value rule_value(const ExplainedRule& explained) {
  const model::Rule& rule = explained.rule;
  json::Array waivers;
  for (const auto& waiver : explained.waivers) {
    waivers.push_back(json::Object{{"subject", waiver.subject},
                                   {"extent", waiver.extent},
                                   {"reason", waiver.reason},
                                   {"owner", waiver.owner},
                                   {"expires", format_date(waiver.expires)},
                                   {"expired", waiver.expired}});
  }
  const bool of_advisory = explained.effect == Effect::by_advisory;
  json::Object value{{"rule", rule.id}, {"severity", of_advisory ? json::Value() : to_string(rule.severity)}};
  if (!rule.says.empty()) {
    value.set("priority", rule.priority);
    value.set("weight", rule.weight);
    value.set("says", rule.says);
  }
  value.set("why", rule.why);
  value.set("verdict", of_advisory ? json::Value() : effect_word(explained.effect));
  value.set("required", explained.required);
  value.set("waivers", std::move(waivers));
  return value;
}

json::Value rules_value(const gate::RulesOutcome& outcome) {
  json::Array fail_on;
  for (auto one = outcome.fail_on.rbegin(); one != outcome.fail_on.rend(); ++one)
    fail_on.emplace_back(to_string(*one));
  json::Array rules;
  for (const auto& explained : outcome.rules) rules.push_back(rule_value(explained));
  json::Array findings;
  for (const auto& [subject, place, fate] : outcome.findings) {
    findings.push_back(json::Object{{"subject", subject},
                                    {"place", place},
                                    {"severity", to_string(fate.severity)},
                                    {"verdict", to_string(fate.verdict)},
                                    {"because", fate.because}});
  }
  return json::Object{{"schema", "pushgate.rules/v1"},
                      {"policy", json::Object{{"name", outcome.policy_name},
                                              {"digest", outcome.policy.to_string()},
                                              {"fail_on", std::move(fail_on)},
                                              {"ignore_unfixed", outcome.ignore_unfixed}}},
                      {"rules", std::move(rules)},
                      {"findings", std::move(findings)}};
}

Result<ExitCode> run(const PolicyExplainCommand& command) {
  TRY_ASSIGN(const auto outcome, gate::explain_rules(command.request));
  const Output& output = command.output;
  if (output.json()) {
    TRY(output.write(json::write_pretty(rules_value(outcome))));
  } else if (command.request.rule.empty()) {
    TRY(output.write(table_text(outcome, output)));
  } else {
    std::string text = rule_text(outcome.rules.front(), outcome, output.width());
    if (!command.request.evidence.empty() && outcome.findings.empty()) text += "  found     nothing\n";
    TRY(output.write(text));
  }
  return ExitCode::passed;
}

}  // namespace

Action add_policy_explain(CLI::App& app) {
  auto command = std::make_shared<PolicyExplainCommand>();
  auto& request = command->request;
  app.add_option("RULE", request.rule,
                 "such as lock/missing-hash or vuln/CVE-2024-1234; every rule otherwise")
      ->type_name("");
  add_policy_options(app, request.policy_file, request.fleet_file);
  app.add_option(
         "--evidence", request.evidence,
         "what the rule found there, and which rule, waiver or VEX statement decided; by the folder's own "
         "policy where none is named")
      ->type_name("DIR");
  add_output_options(app, command->output);
  return [command] { return run(*command); };
}

}  // namespace pushgate::cli
