// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <string>
#include <utility>

#include "policy/policy.hpp"

namespace pushgate::policy::cases {

using namespace std::chrono_literals;

inline constexpr Date k_today{std::chrono::year_month_day{2026y / 3 / 10}};
inline constexpr Time k_now = Time(k_today) + 15h;

inline model::Finding finding(std::string rule, model::Severity severity, std::string subject,
                              std::string fixed_version = "") {
  model::Finding made;
  made.rule = std::move(rule);
  made.severity = severity;
  made.subject = std::move(subject);
  made.message = made.rule + " is there";
  made.fixed_version = std::move(fixed_version);
  return made;
}

inline model::ScannerRun ran(std::string scanner) {
  return {std::move(scanner), model::ScannerRun::Outcome::complete, ""};
}

/// Trivy ran with yesterday's database.
inline model::Evidence evidence() {
  model::Evidence made;
  made.subject.name = "oci:app";
  made.runs.push_back(ran("trivy"));
  model::ScannerIdentity identity;
  identity.name = "trivy";
  identity.version = "0.69.3";
  identity.database_updated_at = k_now - 24h;
  made.scanner = identity;
  return made;
}

/// Fails on HIGH and CRITICAL and needs Trivy.
inline Policy policy() {
  Policy made;
  made.fail_on = {model::Severity::critical, model::Severity::high};
  made.required_scanners = {"trivy"};
  made.scanner.allowed_versions = {"0.69.3"};
  made.scanner.forbidden_versions = {"0.69.4"};
  made.scanner.max_database_age = 168h;
  return made;
}

}  // namespace pushgate::policy::cases
