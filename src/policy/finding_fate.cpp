// SPDX-License-Identifier: Apache-2.0
#include "policy/finding_fate.hpp"

#include <algorithm>
#include <utility>

#include "base/format.hpp"
#include "policy/image_vex.hpp"

namespace pushgate::policy {

namespace {

using model::Decision;
using model::Finding;
using model::Verdict;

std::string in_brackets(const std::string& text) {
  return text.empty() ? "" : " (" + text + ")";
}

/// What the reason says beyond the finding's own sentence.
std::string note_of(const model::Reason& reason, const Finding& finding) {
  const std::string_view text = reason.text;
  const std::string start = finding.message + "; ";
  return text.starts_with(start) ? ", " + std::string(text.substr(start.size())) : "";
}

std::string because_of(const model::Reason& reason, const Finding& finding) {
  if (finding.could_not_look) return "the policy requires this rule, and it could not look: " + reason.text;
  if (reason.effect == Verdict::unknown) return reason.text;
  return fmt::format("its severity {} is one that the policy fails on{}", to_string(reason.severity),
                     note_of(reason, finding));
}

std::string because_it_passes(const Decision& decision, const Finding& finding) {
  if (!decision.vex.empty()) {
    const auto& [about, said, against] = decision.vex.front();
    return fmt::format("VEX of {}{}{}", told(said), in_brackets(said.why),
                       against.empty() ? "" : ", which outdates " + against);
  }
  if (!decision.waived.empty()) {
    const model::Waived& waived = decision.waived.front();
    return fmt::format("waived by {} until {}: {}", waived.owner, format_date(waived.expires), waived.reason);
  }
  if (!decision.grace.empty()) {
    return fmt::format("its advisory is young: it has grace until {}",
                       format_date(decision.grace.front().until));
  }
  if (decision.unfixed_ignored > 0) return "it has no fix, and the policy ignores those (ignore_unfixed)";
  if (finding.could_not_look) return "it could not look, and the policy does not require it";
  return "its severity is none that the policy fails on";
}

}  // namespace

FindingFate fate_of(const Finding& finding, const model::Evidence& evidence, const Policy& policy, Time now) {
  model::Evidence alone = evidence;
  alone.findings = {finding};
  Policy rest = policy;
  rest.image = {};  // what it found in the image is the finding
  const Decision decision = evaluate(alone, rest, now);
  FindingFate fate;
  const auto severity = policy.severities.find(finding.rule);
  fate.severity = severity == policy.severities.end() ? finding.severity : severity->second;
  const auto reason = std::ranges::find_if(decision.reasons, [&](const model::Reason& one) {
    return one.rule == finding.rule && one.subject == finding.subject;
  });
  if (reason == decision.reasons.end()) {
    fate.because = because_it_passes(decision, finding);
    return fate;
  }
  fate.verdict = reason->effect;
  fate.because = because_of(*reason, finding);
  return fate;
}

}  // namespace pushgate::policy
