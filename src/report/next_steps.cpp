// SPDX-License-Identifier: Apache-2.0
#include "report/next_steps.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "base/format.hpp"
#include "report/package.hpp"

namespace pushgate::report {

namespace {

constexpr std::size_t k_named_packages = 3;

bool is_built_in(const std::string& policy) {
  return policy.empty() || policy.starts_with("built-in");
}

/// The file that a user can change.
std::string policy_file(const ReportInput& input) {
  if (is_built_in(input.policy)) return "a copy of policies/default.yaml (--policy FILE)";
  return input.policy;
}

/// 'urllib3 to 1.26.5, libssl3 and 4 more packages': in the order of the table. Where one package's findings
/// name several versions, the table says which.
std::string updates(const std::vector<Denial>& vulnerabilities) {
  std::vector<std::pair<std::string, std::set<std::string>>> packages;
  std::size_t more = 0;
  std::set<std::string> seen;
  for (const Denial& denial : vulnerabilities) {
    if (denial.finding.fixed_version.empty()) continue;
    const std::string name = package_of(denial.finding.subject).name;
    if (seen.insert(name).second) {
      if (packages.size() == k_named_packages) {
        ++more;
        continue;
      }
      packages.push_back({name, {}});
    }
    const auto row = std::find_if(packages.begin(), packages.end(),
                                  [&](const auto& package) { return package.first == name; });
    if (row != packages.end()) row->second.insert(denial.finding.fixed_version);
  }
  std::string text;
  for (const auto& [name, versions] : packages) {
    if (!text.empty()) text += ", ";
    text += name;
    if (versions.size() == 1) text += " to " + *versions.begin();
  }
  if (more > 0) text += " and " + counted(more, "more package", "more packages");
  return text;
}

/// How to have no such findings.
std::vector<std::string> mending(const Summary& summary) {
  std::vector<std::string> steps;
  const std::string packages = updates(summary.vulnerabilities);
  if (!packages.empty()) steps.push_back(fmt::format("update {} and build again", packages));
  if (!summary.others.empty()) steps.push_back("mend what the findings above name, and build again");
  return steps;
}

/// How to let them pass all the same.
std::vector<std::string> exceptions(const ReportInput& input, const Summary& summary) {
  std::vector<std::string> steps;
  const std::string policy = policy_file(input);
  if (const std::size_t unfixed = input.decision.unfixed_denying; unfixed > 0) {
    steps.push_back(fmt::format("{} no fix yet: the line 'ignore_unfixed: true' in {} lets {} pass",
                                counted(unfixed, "finding has", "findings have"), policy,
                                unfixed == 1 ? "it" : "them"));
  }
  if (!summary.vulnerabilities.empty() || !summary.others.empty())
    steps.push_back(fmt::format("or waive a finding in {}: rule, subject, reason, owner, expires", policy));
  return steps;
}

/// A word of a command line.
std::string shell_word(const std::string& text) {
  static constexpr std::string_view k_plain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789./:@%+_,-";
  if (!text.empty() && text.find_first_not_of(k_plain) == std::string::npos) return text;
  std::string word = "'";
  for (const char c : text) word += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return word + "'";
}

/// What to do about one check that could not be made.
std::string advice(const model::Reason& reason, const ReportInput& input) {
  if (reason.rule == "policy/scanner-incomplete") {
    if (reason.subject == "coverage") {
      return "build again with packages that are installed by a package manager, and with its database left "
             "in "
             "the image";
    }
    return reason.subject == "trivy"
               ? "see what this machine lacks with 'pushgate doctor', and run this again"
               : "mend what " + reason.subject + " names above, and run this again";
  }
  if (reason.rule == "policy/scanner-not-asked") {
    if (reason.subject == "lock") return "give the lock with --lock FILE, or name it in the fleet file";
    if (reason.subject == "plan")
      return "name the service with --service NAME, and describe it in the fleet file";
    if (reason.subject == "context")
      return "name the folder that the image was built from with --context DIR";
    return "run " + reason.subject + " as well";
  }
  if (reason.rule == "policy/plan-score")
    return "name the service with --service NAME, and its Dockerfile in the fleet file or with --dockerfile";
  if (reason.rule == "policy/scanner-sandbox")
    return "run this where the kernel has Landlock and seccomp, with Trivy itself and no script around it";
  if (reason.rule.starts_with("policy/scanner-"))
    return "use a Trivy that the policy accepts (--trivy PATH); 'pushgate doctor' says which one is found";
  if (reason.rule.starts_with("policy/database-")) {
    return "bring the database up to date (trivy image --download-db-only), or name a newer one with "
           "--trivy-cache DIR";
  }
  if (reason.severity == model::Severity::unknown)
    return reason.rule + " is a rule that this pushgate does not know: use the version that found it";
  return fmt::format("have {} checked where it can be, or take it out of require.rules in {}", reason.rule,
                     policy_file(input));
}

}  // namespace

std::vector<std::string> next_steps(const ReportInput& input, const Summary& summary) {
  std::vector<std::string> steps = mending(summary);
  for (const model::Reason& reason : summary.unchecked) {
    std::string step = advice(reason, input);
    if (std::find(steps.begin(), steps.end(), step) == steps.end()) steps.push_back(std::move(step));
  }
  for (std::string& step : exceptions(input, summary)) steps.push_back(std::move(step));
  return steps;
}

std::string waive_command(const ReportInput& input, const Summary& summary) {
  const auto& denials = summary.vulnerabilities.empty() ? summary.others : summary.vulnerabilities;
  if (denials.empty() || is_built_in(input.policy)) return "";
  const model::Finding& finding = denials.front().finding;
  if (finding.rule.starts_with("policy/")) return "";
  std::string command = fmt::format("pushgate waiver add --policy {} --rule {}", shell_word(input.policy),
                                    shell_word(finding.rule));
  if (!finding.subject.empty()) command += " --subject " + shell_word(finding.subject);
  return command + " --reason WHY --owner WHO --expires YYYY-MM-DD";
}

std::string verify_command(const ReportInput& input) {
  return input.pushed.empty() ? "" : "pushgate verify " + input.pushed + " --key cosign.pub";
}

}  // namespace pushgate::report
