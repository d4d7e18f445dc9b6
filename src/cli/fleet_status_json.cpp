// SPDX-License-Identifier: Apache-2.0
#include "cli/fleet_status_json.hpp"

#include <utility>

namespace pushgate::cli {

namespace {

json::Value time_value(const std::optional<Time>& at) {
  return at ? json::Value(format_rfc3339(*at)) : json::Value();
}

template <typename Texts>
json::Array texts_value(const Texts& texts) {
  json::Array array;
  for (const auto& text : texts) array.emplace_back(text);
  return array;
}

json::Object cell_value(const model::StatusCell& cell) {
  return {{"answer", to_string(cell.answer)},
          {"value", cell.shown()},
          {"detail", cell.detail},
          {"evidence", cell.evidence.empty() ? json::Value() : json::Value(cell.evidence)},
          {"at", time_value(cell.at)},
          {"could_not_ask", cell.could_not_ask}};
}

json::Object service_value(const model::ServiceStatus& service) {
  json::Object value{{"name", service.service},
                     {"image", service.image},
                     {"score", service.score ? json::Value(*service.score) : json::Value()},
                     {"failed_rules", texts_value(service.failed_rules)}};
  for (std::size_t i = 0; i < model::k_claims.size(); ++i)
    value.set(std::string(model::k_claims[i]), cell_value(service.cells[i]));
  value.set("disagreements", texts_value(service.disagreements));
  return value;
}

json::Object since_value(const model::StatusSince& since) {
  json::Array changes;
  for (const auto& change : since.changes) {
    changes.push_back(json::Object{
        {"service", change.service}, {"what", change.what}, {"before", change.before}, {"now", change.now}});
  }
  return {{"revision", since.revision},
          {"commit", since.commit},
          {"at", format_rfc3339(since.at)},
          {"changes", std::move(changes)}};
}

/// A whole score is written as a whole number.
json::Value score_value(const std::optional<double>& score) {
  if (!score) return {};
  const auto whole = static_cast<std::int64_t>(*score);
  return static_cast<double>(whole) == *score ? json::Value(whole) : json::Value(*score);
}

}  // namespace

json::Value fleet_status_json(const model::FleetStatus& status) {
  json::Array services;
  for (const auto& service : status.services) services.push_back(service_value(service));
  json::Array families;
  for (const auto& family : status.families) {
    families.push_back(json::Object{{"name", family.family},
                                    {"image", family.image},
                                    {"failed_rules", texts_value(family.failed_rules)},
                                    {"pushed", cell_value(family.pushed)}});
  }
  json::Array acceptance;
  for (const auto& line : status.acceptance) {
    acceptance.push_back(json::Object{{"text", line.text},
                                      {"answer", to_string(line.answer)},
                                      {"detail", line.detail},
                                      {"rule", line.rule}});
  }
  return json::Object{{"schema", "pushgate.status/v1"},
                      {"fleet", status.fleet_file},
                      {"at", format_rfc3339(status.at)},
                      {"score", score_value(status.score)},
                      {"services", std::move(services)},
                      {"families", std::move(families)},
                      {"acceptance", std::move(acceptance)},
                      {"notes", texts_value(status.notes)},
                      {"since", status.since ? json::Value(since_value(*status.since)) : json::Value()}};
}

}  // namespace pushgate::cli
