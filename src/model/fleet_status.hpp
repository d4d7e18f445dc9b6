// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"

namespace pushgate::model {

/// What is known of a claim. Without evidence it is unknown, and never yes.
enum class Answer { yes, no, unknown, not_applicable };

constexpr std::string_view to_string(Answer answer) {
  switch (answer) {
    case Answer::yes:
      return "yes";
    case Answer::no:
      return "no";
    case Answer::not_applicable:
      return "not applicable";
    case Answer::unknown:
      break;
  }
  return "unknown";
}

/// One claim about a service, and what it was computed from. Texts may hold foreign bytes.
struct StatusCell {
  Answer answer = Answer::unknown;
  std::string value;     ///< what a table shows: `85`, `pass`, `absent`; empty: the answer
  std::string detail;    ///< a sentence; may be empty
  std::string evidence;  ///< `app/Dockerfile@sha256:…`, `ghcr.io/acme/app@sha256:…`; empty: there is none
  std::optional<Time> at;      ///< of the evidence; nothing where it does not say
  bool could_not_ask = false;  ///< somebody was asked and gave no answer, or none that can be read

  std::string_view shown() const { return value.empty() ? to_string(answer) : std::string_view(value); }
};

/// What is claimed of each service, in the order of the columns.
enum class Claim : std::size_t { plan, lock, sbom, verdict, signature, pushed, canary, batch };
inline constexpr std::array<std::string_view, 8> k_claims = {"plan",      "lock",   "sbom",   "verdict",
                                                             "signature", "pushed", "canary", "batch"};

struct ServiceStatus {
  std::string service;
  std::string image;         ///< the reference that was asked for; empty: none
  std::optional<int> score;  ///< of 100
  std::set<std::string> failed_rules;
  std::set<std::string> blind_rules;  ///< that could not look
  std::array<StatusCell, k_claims.size()> cells;
  std::vector<std::string> disagreements;  ///< where two pieces of evidence do not say the same

  StatusCell& at(Claim claim) { return cells[static_cast<std::size_t>(claim)]; }
  const StatusCell& at(Claim claim) const { return cells[static_cast<std::size_t>(claim)]; }
};

struct FamilyStatus {
  std::string family;
  std::string image;
  std::set<std::string> failed_rules;
  bool judged = false;  ///< it has a Dockerfile, which was read
  StatusCell pushed;
};

/// A line of the acceptance checklist.
struct AcceptanceLine {
  std::string text;
  Answer answer = Answer::unknown;
  std::string detail;  ///< which services, or why it is not known
  std::string rule;    ///< what it was computed from
};

struct StatusChange {
  std::string service;
  std::string what;  ///< `plan score`, `rule plan/tini-pid-1`, `verdict`
  std::string before;
  std::string now;
};

/// What changed since a revision.
struct StatusSince {
  std::string revision;  ///< as the user wrote it
  std::string commit;
  Time at{};
  std::vector<StatusChange> changes;
};

struct FleetStatus {
  Time at{};
  std::string fleet_file;
  std::optional<double> score;          ///< the mean of the services' scores
  std::vector<ServiceStatus> services;  ///< by name
  std::vector<FamilyStatus> families;   ///< by name
  std::vector<AcceptanceLine> acceptance;
  std::vector<std::string> notes;  ///< what holds for all of it
  std::optional<StatusSince> since;
  bool could_not_ask = false;  ///< of any cell
};

}  // namespace pushgate::model
