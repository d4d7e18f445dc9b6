// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "model/finding.hpp"
#include "policy/policy.hpp"

namespace pushgate::policy {

/// The waivers of one finding on one day. At most one of the two is set; both are null where none fits.
struct WaiverMatch {
  const Waiver* holds = nullptr;    ///< the first that fits and has not expired
  const Waiver* expired = nullptr;  ///< where none holds: the one that fitted for longest
};

/// Whether a waiver's subject is meant for a finding's: empty fits all, the same text fits, and a purl
/// without version and qualifiers fits that package at any version (`pkg:pypi/urllib3` fits
/// `pkg:pypi/urllib3@1.26.4?x=y`).
bool subject_fits(std::string_view waiver_subject, std::string_view finding_subject);

WaiverMatch match_waiver(const std::vector<Waiver>& waivers, const model::Finding& finding, Date today);

}  // namespace pushgate::policy
