// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "base/clock.hpp"
#include "base/digest.hpp"

namespace pushgate::policy {

/// Lets a finding pass until a day, with a name to ask.
struct Waiver {
  std::string rule;     ///< exact rule id, `vuln/CVE-2024-1234`
  std::string subject;  ///< exact subject, or a purl (see subject_fits); empty: any subject
  std::string reason;
  std::string owner;
  Date expires{};                 ///< the last day on which it holds, UTC
  std::string ticket{};           ///< may be empty
  std::string versions{};         ///< a versions::Range of the subject's package; empty: any
  std::string service{};          ///< holds for this service of the fleet alone; empty: for all
  std::optional<Digest> image{};  ///< holds for this image alone

  bool operator==(const Waiver&) const = default;
};

/// Whether two waivers let the same pass, whoever answers for them and until when.
bool waive_the_same(const Waiver& a, const Waiver& b);

/// What a waiver holds for, in words: `pkg:pypi/urllib3 <1.26.5 in service api`. Empty: for everything.
std::string extent_of(const Waiver& waiver);

}  // namespace pushgate::policy
