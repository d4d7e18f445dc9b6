// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "adapter/json/json.hpp"
#include "attest/trust.hpp"
#include "attest/verification.hpp"
#include "base/clock.hpp"
#include "base/digest.hpp"

namespace pushgate::attest {

/// What a verification summary that one of the keys signed about the image is worth.
struct JudgedSummary {
  CheckedDocument::Outcome outcome = CheckedDocument::Outcome::good;
  std::string reason;                    ///< for every outcome but good
  std::string why_no_receipt;            ///< empty: it is a receipt that counts
  std::optional<Time> at;                ///< when it was decided; nothing where it does not say
  std::map<std::string, Digest> inputs;  ///< of a receipt that counts
};

/// `repository` is where the image is. Untrusted: the summary.
JudgedSummary judge_summary(const json::Value& summary, std::string_view repository, const NamedKey& signer,
                            const Trust& trust);

}  // namespace pushgate::attest
