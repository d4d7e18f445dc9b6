// SPDX-License-Identifier: Apache-2.0
#include "gate/fleet_status_acceptance.hpp"

#include <utility>

#include "base/format.hpp"

namespace pushgate::gate {

namespace {

using model::AcceptanceLine;
using model::Answer;
using model::Claim;
using model::FleetStatus;
using model::ServiceStatus;

/// Collects the answers of a line.
class Line {
 public:
  Line(std::string text, std::string rule) : m_line{std::move(text), Answer::yes, "", std::move(rule)} {}

  void add(const std::string& who, Answer answer, const std::string& why) {
    const std::string text = why.empty() ? who : fmt::format("{} ({})", who, why);
    if (answer == Answer::no) m_bad.push_back(text);
    if (answer == Answer::unknown) m_unknown.push_back(text);
    if (answer == Answer::yes) ++m_good;
  }

  AcceptanceLine finish() && {
    if (!m_bad.empty()) {
      m_line.answer = Answer::no;
      m_line.detail = fmt::format("{}", fmt::join(m_bad, ", "));
    }
    if (!m_unknown.empty()) {
      if (m_bad.empty()) m_line.answer = Answer::unknown;
      m_line.detail += fmt::format("{}not known: {}", m_bad.empty() ? "" : "; ", fmt::join(m_unknown, ", "));
    }
    if (m_good == 0 && m_bad.empty() && m_unknown.empty()) {
      m_line.answer = Answer::unknown;
      m_line.detail = "there is nothing that it applies to";
    }
    return std::move(m_line);
  }

 private:
  AcceptanceLine m_line;
  std::vector<std::string> m_bad;
  std::vector<std::string> m_unknown;
  std::size_t m_good = 0;
};

using Rules = std::vector<std::string>;

std::vector<std::string> in_both(const Rules& rules, const std::set<std::string>& found) {
  std::vector<std::string> both;
  for (const auto& rule : rules)
    if (found.contains(rule)) both.push_back(rule);
  return both;
}

AcceptanceLine by_rules(const char* text, const Rules& rules, const FleetStatus& status) {
  Line line(text, fmt::format("{}", fmt::join(rules, ", ")));
  for (const ServiceStatus& service : status.services) {
    const auto failed = in_both(rules, service.failed_rules);
    const auto blind = in_both(rules, service.blind_rules);
    if (!failed.empty()) {
      line.add(service.service, Answer::no, fmt::format("{}", fmt::join(failed, ", ")));
    } else if (!service.score) {
      line.add(service.service, Answer::unknown, service.at(Claim::plan).detail);
    } else {
      line.add(service.service, blind.empty() ? Answer::yes : Answer::unknown,
               fmt::format("{}", fmt::join(blind, ", ")));
    }
  }
  // A family that ends as root hands root on.
  for (const auto& family : status.families) {
    const auto failed = in_both(rules, family.failed_rules);
    if (!failed.empty()) line.add(family.family, Answer::no, fmt::format("{}", fmt::join(failed, ", ")));
  }
  return std::move(line).finish();
}

std::string reason_of(const model::StatusCell& cell) {
  return cell.value.empty() ? cell.detail : cell.value;
}

AcceptanceLine pushed_line(const FleetStatus& status) {
  Line line("images pushed (families and services)", "pushed of each service and family");
  for (const auto& family : status.families)
    line.add(family.family, family.pushed.answer, reason_of(family.pushed));
  for (const auto& service : status.services)
    line.add(service.service, service.at(Claim::pushed).answer, reason_of(service.at(Claim::pushed)));
  return std::move(line).finish();
}

AcceptanceLine canary_line(const FleetStatus& status) {
  Line line("canary validated", "canary of each service");
  for (const auto& service : status.services)
    line.add(service.service, service.at(Claim::canary).answer, reason_of(service.at(Claim::canary)));
  return std::move(line).finish();
}

AcceptanceLine batch_line(const FleetStatus& status, const std::map<std::string, CutOver>& cut_overs) {
  Line line("batch rolled out without downtime", "batch of each service, gaps in downtime.json");
  for (const auto& service : status.services) {
    const auto& cell = service.at(Claim::batch);
    const auto found = cut_overs.find(service.service);
    if (cell.answer == Answer::yes && found != cut_overs.end() && !found->second.gaps.empty()) {
      line.add(service.service, Answer::no, fmt::format("{}", fmt::join(found->second.gaps, "; ")));
    } else if (cell.answer == Answer::yes && found != cut_overs.end() && !found->second.unmeasured.empty()) {
      line.add(service.service, Answer::unknown,
               fmt::format("nobody measured {}", fmt::join(found->second.unmeasured, ", ")));
    } else {
      line.add(service.service, cell.answer, reason_of(cell));
    }
  }
  return std::move(line).finish();
}

}  // namespace

std::vector<AcceptanceLine> acceptance_of(const FleetStatus& status,
                                          const std::map<std::string, CutOver>& cut_overs) {
  return {by_rules("non-root and tini everywhere",
                   {"plan/root-switch", "plan/tini-pid-1", "plan/user-id", "plan/user-name"}, status),
          by_rules("strict health", {"plan/health-answer", "plan/health-port"}, status),
          by_rules("multi-stage and caching", {"plan/layer-order", "plan/multi-stage", "plan/wheel-cache"},
                   status),
          pushed_line(status),
          canary_line(status),
          batch_line(status, cut_overs)};
}

}  // namespace pushgate::gate
