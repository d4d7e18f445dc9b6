// SPDX-License-Identifier: Apache-2.0
#include "scanners/plan/plan_join.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <string_view>
#include <utility>

#include "scanners/plan/plan_findings.hpp"

namespace pushgate::scanners {

namespace {

using model::ScannerRun;
using model::ScanResult;

/// Rules over a service's Dockerfile that no image can break.
constexpr std::array<std::string_view, 7> k_rules = {
    "plan/base-image-argument", "plan/dockerfile-location", "plan/health-answer", "plan/multi-stage",
    "plan/offline-install",     "plan/require-hashes",      "plan/wheel-cache"};

bool is_for_the_image(const model::Finding& finding) {
  return finding.could_not_look && std::ranges::find(k_rules, finding.rule) == k_rules.end();
}

}  // namespace

ScanResult join_plan(ScanResult dockerfile, ScanResult image) {
  std::erase_if(dockerfile.findings, is_for_the_image);
  std::ranges::move(image.findings, std::back_inserter(dockerfile.findings));
  model::sort_findings(dockerfile.findings);
  if (image.run.outcome == ScannerRun::Outcome::incomplete) {
    dockerfile.run.outcome = ScannerRun::Outcome::incomplete;
    dockerfile.run.reason += (dockerfile.run.reason.empty() ? "" : "; ") + image.run.reason;
  }
  return dockerfile;
}

ScanResult without_dockerfile(const std::string& service, const std::string& message) {
  PlanFindings findings(service, "");
  for (const auto rule : k_rules) findings.could_not_look(std::string(rule), 0, message);
  return {{"plan", ScannerRun::Outcome::complete, ""}, findings.take()};
}

}  // namespace pushgate::scanners
