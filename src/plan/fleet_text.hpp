// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "plan/fleet.hpp"

namespace pushgate::plan {

/// A fleet file for people to go on with: what the fleet has, and as comments what every fleet wants and this
/// one does not say. parse_fleet reads it to the same fleet. `user`: what the Dockerfiles run as, for the
/// comment; may be empty.
std::string fleet_text(const Fleet& fleet, const std::string& user);

}  // namespace pushgate::plan
