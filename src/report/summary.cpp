// SPDX-License-Identifier: Apache-2.0
#include "report/summary.hpp"

#include <algorithm>
#include <set>
#include <tuple>

#include "base/format.hpp"
#include "report/package.hpp"

namespace pushgate::report {

namespace {

using model::Finding;
using model::Reason;
using model::ScannerRun;
using model::Severity;
using model::Verdict;

constexpr std::size_t k_named = 3;  // waivers and rules that are named in a line, before `and 3 more`

/// A reason names its finding by these and its sentence; it has no location.
using Key = std::tuple<std::string, std::string, Severity, std::string, std::string>;

Key key_of(const Reason& reason, std::string text) {
  return {reason.rule, reason.subject, reason.severity, reason.fixed_version, std::move(text)};
}

std::multimap<Key, const Finding*> index_of(const std::vector<Finding>& findings) {
  std::multimap<Key, const Finding*> index;
  for (const Finding& finding : findings) {
    index.emplace(
        Key{finding.rule, finding.subject, finding.severity, finding.fixed_version, finding.message},
        &finding);
  }
  return index;
}

/// The finding of a reason, taken out of the index, and what the reason says beyond it. A reason whose
/// finding is not there (evidence and decision of two runs) still makes a row.
Denial take_denial(const Reason& reason, std::multimap<Key, const Finding*>& index,
                   std::set<const Finding*>& taken) {
  std::string note;
  auto found = index.find(key_of(reason, reason.text));
  if (const std::size_t end = reason.text.rfind("; "); found == index.end() && end != std::string::npos) {
    found = index.find(key_of(reason, reason.text.substr(0, end)));
    if (found != index.end()) note = reason.text.substr(end + 2);
  }
  if (found == index.end()) found = index.find(key_of(reason, ""));  // a finding without message
  if (found == index.end()) {
    Finding finding;
    finding.rule = reason.rule;
    finding.severity = reason.severity;
    finding.subject = reason.subject;
    finding.message = reason.text;
    finding.fixed_version = reason.fixed_version;
    return {finding, ""};
  }
  Denial denial{*found->second, std::move(note)};
  taken.insert(found->second);
  index.erase(found);
  return denial;
}

void sort_denials(std::vector<Denial>& denials) {
  std::sort(denials.begin(), denials.end(), [](const Denial& a, const Denial& b) {
    if (a.finding.severity != b.finding.severity) return a.finding.severity > b.finding.severity;
    return std::tie(a.finding, a.note) < std::tie(b.finding, b.note);
  });
}

/// Counts what neither denied nor was waived, had grace, was ignored or unable to look. Which findings were
/// ignored is not recorded, only how many; they are the heaviest without a fix, since a policy fails on the
/// heaviest.
std::map<Severity, std::size_t> count_rest(const ReportInput& input, const std::set<const Finding*>& denied) {
  std::multiset<Finding> told;
  for (const model::Waived& one : input.decision.waived) told.insert(one.finding);
  for (const model::Graced& one : input.decision.grace) told.insert(one.finding);
  for (const model::Vexed& one : input.decision.vex) told.insert(one.finding);
  std::multiset<Key> unjudged;
  for (const Reason& reason : input.decision.reasons) {
    if (reason.effect == Verdict::unknown) unjudged.insert(key_of(reason, ""));
  }
  std::map<Severity, std::size_t> rest;
  std::map<Severity, std::size_t> unfixed;
  for (const Finding& finding : input.evidence.findings) {
    if (finding.could_not_look || denied.contains(&finding)) continue;
    if (const auto found = told.find(finding); found != told.end()) {
      told.erase(found);
      continue;
    }
    const Key key{finding.rule, finding.subject, finding.severity, finding.fixed_version, ""};
    if (const auto found = unjudged.find(key); found != unjudged.end()) {
      unjudged.erase(found);
      continue;
    }
    ++rest[finding.severity];
    if (is_vulnerability(finding) && finding.fixed_version.empty()) ++unfixed[finding.severity];
  }
  std::size_t ignored = input.decision.unfixed_ignored;
  for (auto row = unfixed.rbegin(); row != unfixed.rend() && ignored > 0; ++row) {
    const std::size_t taken = std::min(row->second, ignored);
    rest[row->first] -= taken;
    ignored -= taken;
  }
  return rest;
}

std::string headline_of(const ReportInput& input, const Summary& summary) {
  const std::size_t findings =
      static_cast<std::size_t>(std::count_if(input.evidence.findings.begin(), input.evidence.findings.end(),
                                             [](const Finding& finding) { return !finding.could_not_look; }));
  const std::string unchecked =
      counted(summary.unchecked.size(), "check could not be made", "checks could not be made");
  switch (input.decision.verdict) {
    case Verdict::pass:
      return findings == 0 ? "nothing found"
                           : fmt::format("nothing denies ({})", counted(findings, "finding", "findings"));
    case Verdict::unknown:
      return unchecked + ", so nobody knows whether it may pass";
    case Verdict::deny:
      break;
  }
  std::map<Severity, std::size_t> denying;
  std::size_t count = 0;
  bool by_score = false;
  for (const auto* list : {&summary.vulnerabilities, &summary.others}) {
    for (const Denial& denial : *list) {
      const bool is_score = denial.finding.rule == "policy/plan-score";
      by_score = by_score || is_score;
      if (is_score) continue;
      ++denying[denial.finding.severity];
      ++count;
    }
  }
  std::string text = by_score ? "denied by the plan score" : "denied";
  if (count > 0 || !by_score) {
    text += fmt::format("{} by {} of {} ({})", by_score ? " and" : "", count,
                        counted(findings, "finding", "findings"), by_severity(denying));
  }
  if (const std::size_t unfixed = input.decision.unfixed_denying; unfixed > 0)
    text += fmt::format("; {} no fix yet", counted(unfixed, "has", "have"));
  if (!summary.unchecked.empty()) text += "; " + unchecked;
  return text;
}

/// The first of a list, and how many more there are.
std::string listed(const std::vector<std::string>& items, const char* separator) {
  std::string text;
  for (std::size_t i = 0; i < items.size() && i < k_named; ++i) text += (i == 0 ? "" : separator) + items[i];
  if (items.size() > k_named) text += fmt::format("{}{} more", separator, items.size() - k_named);
  return text;
}

std::string in_brackets(const std::string& text) {
  return text.empty() ? "" : " (" + text + ")";
}

std::string waived_of(const model::Decision& decision) {
  std::vector<std::string> items;
  for (const model::Waived& one : decision.waived) {
    items.push_back(fmt::format("{} of {} until {} by {} ({})", one.finding.rule,
                                package_of(one.finding.subject).name, format_date(one.expires), one.owner,
                                one.reason));
  }
  return listed(items, "; ");
}

std::string vex_of(const model::Decision& decision) {
  std::vector<std::string> items;
  for (const auto& [finding, said, against] : decision.vex) {
    std::string item =
        fmt::format("{} of {} {} by {}", finding.rule, package_of(finding.subject).name,
                    model::to_string(said.status), said.author.empty() ? said.document : said.author);
    if (!said.why.empty()) item += " (" + said.why + ")";
    if (!against.empty()) item += ", against " + against;
    items.push_back(std::move(item));
  }
  return listed(items, "; ");
}

/// Those whose grace ends first.
std::string grace_of(const model::Decision& decision) {
  std::vector<const model::Graced*> sorted;
  for (const model::Graced& one : decision.grace) sorted.push_back(&one);
  std::ranges::stable_sort(sorted, {}, &model::Graced::until);
  std::vector<std::string> items;
  for (const model::Graced* one : sorted) {
    items.push_back(fmt::format("{} of {} until {}", one->finding.rule, package_of(one->finding.subject).name,
                                format_date(one->until)));
  }
  return listed(items, "; ");
}

/// Rules that could not look for one and the same reason.
std::string named_rules(const std::set<std::string>& rules) {
  if (rules.size() <= 2) return fmt::format("{}", fmt::join(rules, ", "));
  return fmt::format("{} and {} more", *rules.begin(), rules.size() - 1);
}

std::string blind_of(const ReportInput& input) {
  std::set<std::string> told;
  for (const Reason& reason : input.decision.reasons) told.insert(reason.rule);
  std::map<std::string, std::set<std::string>> rules;  // by why
  for (const Finding& finding : input.evidence.findings) {
    if (finding.could_not_look && !told.contains(finding.rule)) rules[finding.message].insert(finding.rule);
  }
  std::vector<std::string> items;
  for (const auto& [why, some] : rules) items.push_back(named_rules(some) + in_brackets(why));
  std::sort(items.begin(), items.end());
  return listed(items, "; ");
}

std::string looked_at(const ReportInput& input) {
  std::vector<std::string> scanners;
  for (const ScannerRun& run : input.evidence.runs) {
    if (run.outcome != ScannerRun::Outcome::complete) continue;
    const auto& identity = input.evidence.scanner;
    if (!identity || identity->name != run.scanner) {
      scanners.push_back(run.scanner);
    } else if (!identity->database_updated_at) {
      scanners.push_back(run.scanner + " " + identity->version);
    } else {
      scanners.push_back(
          fmt::format("{} {} (database of {})", run.scanner, identity->version,
                      format_date(std::chrono::floor<std::chrono::days>(*identity->database_updated_at))));
    }
  }
  std::sort(scanners.begin(), scanners.end());
  std::string text;
  if (input.packages != 0 || input.layers != 0) text = counted(input.packages, "package", "packages");
  if (input.layers != 0) text += " in " + counted(input.layers, "layer", "layers");
  if (!scanners.empty()) text += fmt::format("{}by {}", text.empty() ? "" : ", ", fmt::join(scanners, ", "));
  return text;
}

std::string not_asked(const model::Evidence& evidence) {
  std::vector<std::string> items;
  for (const ScannerRun& run : evidence.runs) {
    if (run.outcome == ScannerRun::Outcome::not_asked) items.push_back(run.scanner + in_brackets(run.reason));
  }
  std::sort(items.begin(), items.end());
  return listed(items, ", ");
}

/// What the vulnerability scanner was not held to.
std::string not_enforced(const model::Evidence& evidence) {
  if (!evidence.scanner || !evidence.scanner->sandbox) return {};
  return listed(evidence.scanner->sandbox->not_enforced, "; ");
}

std::vector<Fact> facts_of(const ReportInput& input, const Summary& summary) {
  std::string ignored;
  if (const std::size_t count = input.decision.unfixed_ignored; count > 0) {
    ignored = counted(count, "vulnerability", "vulnerabilities") + " without a fix (ignore_unfixed: true)";
  }
  std::string score;
  if (input.evidence.plan_score) score = fmt::format("{} of 100", *input.evidence.plan_score);
  std::set<std::string> blind;
  for (const Finding& one : input.evidence.findings) {
    if (one.could_not_look && one.rule.starts_with("plan/")) blind.insert(one.rule);
  }
  if (!score.empty() && !blind.empty())
    score += fmt::format(" ({} could not look)", counted(blind.size(), "rule", "rules"));
  std::vector<Fact> facts = {{"plan score", score},
                             {"below the policy's line", by_severity(summary.rest)},
                             {"VEX", vex_of(input.decision)},
                             {"waived", waived_of(input.decision)},
                             {"grace", grace_of(input.decision)},
                             {"waivers", input.waivers},
                             {"ignored", ignored},
                             {"could not look", blind_of(input)},
                             {"not asked", not_asked(input.evidence)},
                             {"looked at", looked_at(input)},
                             {"sandbox without", not_enforced(input.evidence)}};
  std::erase_if(facts, [](const Fact& fact) { return fact.text.empty(); });
  return facts;
}

}  // namespace

bool is_vulnerability(const Finding& finding) {
  return finding.rule.starts_with("vuln/");
}

std::string place_of(const model::Location& location) {
  std::string place = location.path;
  if (location.line != 0) place += fmt::format(":{}", location.line);
  if (location.line != 0 && location.column != 0) place += fmt::format(":{}", location.column);
  return place;
}

std::string counted(std::size_t count, const char* one, const char* many) {
  return fmt::format("{} {}", count, count == 1 ? one : many);
}

std::string by_severity(const std::map<Severity, std::size_t>& counts) {
  std::string text;
  for (auto row = counts.rbegin(); row != counts.rend(); ++row) {
    if (row->second != 0)
      text += fmt::format("{}{} {}", text.empty() ? "" : ", ", row->second, to_string(row->first));
  }
  return text;
}

Summary summarise(const ReportInput& input) {
  Summary summary;
  auto index = index_of(input.evidence.findings);
  std::set<const Finding*> denied;
  for (const Reason& reason : input.decision.reasons) {
    if (reason.effect != Verdict::deny) {
      summary.unchecked.push_back(reason);
      continue;
    }
    Denial denial = take_denial(reason, index, denied);
    (is_vulnerability(denial.finding) ? summary.vulnerabilities : summary.others)
        .push_back(std::move(denial));
  }
  sort_denials(summary.vulnerabilities);
  sort_denials(summary.others);
  summary.rest = count_rest(input, denied);
  summary.headline = headline_of(input, summary);
  summary.facts = facts_of(input, summary);
  return summary;
}

}  // namespace pushgate::report
