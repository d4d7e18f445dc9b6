// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "model/evidence.hpp"
#include "policy/waiver.hpp"

namespace pushgate::policy {

/// Something about a waiver that its owner should look at.
struct WaiverNote {
  enum class Kind {
    expired,   ///< its last day is over
    expiring,  ///< its last day is within k_expiring
    fixable,   ///< there is a version without the finding
    unused,    ///< nothing of the evidence needs it
    broad,     ///< lets more pass than was looked at, or for longer than anybody remembers
  };

  Kind kind = Kind::expired;
  std::string text;  ///< `expired on 2026-01-31`

  bool operator==(const WaiverNote&) const = default;
};

std::string_view to_string(WaiverNote::Kind kind);  ///< `expired`

struct ReviewedWaiver {
  Waiver waiver;
  int days_left = 0;                    ///< after today; below 0: expired
  std::optional<std::size_t> findings;  ///< that it is for, of the evidence; none: no evidence that it is for
  std::vector<WaiverNote> notes;
};

inline constexpr int k_expiring = 14;  // days
inline constexpr int k_longest = 180;  // days

/// Looks at each waiver on a day, with the evidence of the images that there is (which may be none: then
/// nothing is said about use, fixes and versions). In the order of the policy. Pure.
std::vector<ReviewedWaiver> review_waivers(const std::vector<Waiver>& waivers,
                                           std::span<const model::Evidence> evidence, Date today);

/// The notes that hurry, in a line: `1 expires in 3 days, 2 expired, 1 now fixable`. Empty: none does.
std::string waivers_in_short(const std::vector<ReviewedWaiver>& reviewed);

}  // namespace pushgate::policy
