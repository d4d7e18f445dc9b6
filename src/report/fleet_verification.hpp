// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "model/fleet_verification.hpp"

namespace pushgate::report {

// The images of a fleet in their registries. Foreign texts in them are escaped here.

/// For a terminal: one line an image, then what is wrong with those that are not verified.
std::string write_fleet_verification_text(const model::FleetVerification& verification, bool colour,
                                          int width);

/// For GITHUB_STEP_SUMMARY: the same as tables.
std::string write_fleet_verification_markdown(const model::FleetVerification& verification);

/// `2 of 5 images verified: 1 refused, 1 absent, 1 forbidden`
std::string headline_of(const model::FleetVerification& verification);

/// Each check that did not come out well, or was not to be had: `family: built on family web …`.
std::vector<std::string> reasons_of(const model::VerifiedImage& image);

/// What to do about an image that is not verified; empty where that is plain.
std::string next_step_of(const model::VerifiedImage& image);

}  // namespace pushgate::report
