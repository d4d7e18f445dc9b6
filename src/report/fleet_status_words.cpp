// SPDX-License-Identifier: Apache-2.0
#include "base/format.hpp"
#include "model/plan_score.hpp"
#include "report/fleet_status.hpp"
#include "report/summary.hpp"

namespace pushgate::report {

std::string age_text(const std::optional<Time>& at, Time now) {
  using namespace std::chrono;
  if (!at) return "not dated";
  const auto age = now - *at;
  if (age < seconds(0)) return "dated in the future";
  if (age < minutes(2)) return fmt::format("{} s", age.count());
  if (age < hours(2)) return fmt::format("{} min", duration_cast<minutes>(age).count());
  if (age < days(2)) return fmt::format("{} h", duration_cast<hours>(age).count());
  return fmt::format("{} d", duration_cast<days>(age).count());
}

std::string table_text(const model::ServiceStatus& service, model::Claim claim) {
  const auto& cell = service.at(claim);
  if (cell.answer == model::Answer::not_applicable) return "-";
  const bool is_tag = claim == model::Claim::canary || claim == model::Claim::batch;
  return std::string(is_tag ? to_string(cell.answer) : cell.shown());
}

std::string headline_of(const model::FleetStatus& status) {
  return fmt::format(
      "{}: {}, {}",
      status.score ? fmt::format("score {} of 100", model::format_score(*status.score)) : "no score",
      counted(status.services.size(), "service", "services"),
      counted(status.families.size(), "family", "families"));
}

std::string change_text(const model::StatusChange& change) {
  std::string text = change.service.empty() ? "overall" : change.service;
  text += ": " + change.what + ": " + change.now;
  if (!change.before.empty()) text += "; was " + change.before;
  return text;
}

}  // namespace pushgate::report
