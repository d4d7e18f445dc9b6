// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/digest.hpp"
#include "model/finding.hpp"
#include "model/vex.hpp"

namespace pushgate::model {

enum class Verdict { pass, deny, unknown };

std::string_view to_string(Verdict verdict);  ///< `pass`, `deny`, `unknown`
std::optional<Verdict> parse_verdict(std::string_view text);

/// One thing that kept the verdict from being pass.
struct Reason {
  Verdict effect = Verdict::unknown;  ///< deny or unknown
  std::string rule;                   ///< the finding's rule, or `policy/…` (`policy/scanner-incomplete`)
  Severity severity = Severity::unknown;  ///< the finding's
  std::string subject;                    ///< the finding's, or the scanner's name
  std::string text;                       ///< a sentence
  std::string fixed_version;              ///< the finding's

  bool operator==(const Reason&) const = default;
};

/// A finding that a waiver let pass.
struct Waived {
  Finding finding;
  std::string reason;
  std::string owner;
  Date expires;

  bool operator==(const Waived&) const = default;
};

/// A vulnerability that passes because its advisory is young.
struct Graced {
  Finding finding;
  Date until;  ///< the last day on which it passes, UTC

  bool operator==(const Graced&) const = default;
};

/// The outcome of a policy over evidence. deny wins over unknown, unknown over pass.
struct Decision {
  Verdict verdict = Verdict::unknown;
  std::vector<Reason> reasons;  ///< empty if and only if the verdict is pass
  std::vector<Waived> waived;
  std::optional<Digest> policy;     ///< SHA-256 of the policy document
  std::size_t unfixed_denying = 0;  ///< denying findings that have no fixed version yet
  std::size_t unfixed_ignored = 0;  ///< findings that `ignore_unfixed: true` let pass
  /// The rules of findings whose severity the policy says otherwise, and what it says.
  std::map<std::string, Severity, std::less<>> severities{};
  std::vector<Graced> grace{};
  std::vector<Vexed> vex{};
  std::vector<Finding>
      found{};  ///< by rules of the policy itself about the image as a whole (`license/denied`)

  bool operator==(const Decision&) const = default;
};

}  // namespace pushgate::model
