// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "model/fleet_status.hpp"

namespace pushgate::report {

// The state of a fleet. Foreign texts in it are escaped here.

/// For a terminal: the table, each service's claims with their evidence and its age, the acceptance
/// checklist, what changed.
std::string write_fleet_status_text(const model::FleetStatus& status, bool colour, int width);

/// For GITHUB_STEP_SUMMARY: at most 1 MiB; services for which there is no room are counted.
std::string write_fleet_status_markdown(const model::FleetStatus& status);

/// One file that loads nothing and runs nothing, by its own Content-Security-Policy too.
std::string write_fleet_status_html(const model::FleetStatus& status);

/// How old evidence is: `12 s`, `5 min`, `3 h`, `2 d`; `not dated`, or `dated in the future`.
std::string age_text(const std::optional<Time>& at, Time now);

/// What the table shows of a claim: of canary and batch the answer, of which the tag is a detail.
std::string table_text(const model::ServiceStatus& service, model::Claim claim);

/// `score 91.7 of 100: 6 services, 3 families`
std::string headline_of(const model::FleetStatus& status);

/// `app: plan/tini-pid-1: fails, was passes`
std::string change_text(const model::StatusChange& change);

}  // namespace pushgate::report
