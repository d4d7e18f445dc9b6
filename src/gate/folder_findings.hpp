// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "evidence/folder.hpp"
#include "gate/verify_folder.hpp"
#include "model/decision.hpp"
#include "model/finding.hpp"

namespace pushgate::gate {

inline constexpr const char* k_gate_again =
    "gate the image again: pushgate gate IMAGE --key KEY --evidence DIR";

// What `verify --evidence` says of a folder, be it an image's or an index's.

/// A file that is not as it should be.
model::Finding problem_finding(const evidence::FolderProblem& problem, const std::string& folder);

/// That there is no receipt, and why, as far as `verdict` tells. `told_in` is the folder whose report says
/// more.
model::Finding no_receipt_finding(const std::string& folder, const std::optional<model::Verdict>& verdict,
                                  const std::string& told_in);

/// A receipt that could not be checked, since nobody said whose keys count.
model::Finding no_key_finding(const std::string& path);

/// A receipt that counts for nothing, or cannot be read.
model::Finding bad_receipt_finding(const std::string& path, const Error& error);

/// A signed decision that counts for nothing, or cannot be read.
model::Finding bad_decision_finding(const std::string& path, const Error& error);

}  // namespace pushgate::gate
