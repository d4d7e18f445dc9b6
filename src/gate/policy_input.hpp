// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "base/result.hpp"

namespace pushgate::gate {

/// `policy input DIR`: an evidence folder as one document for policies of others (evidence/policy_input.hpp).
/// Same folder, same bytes. Errors: as read_stored_evidence().
Result<std::string> make_policy_input(const std::string& folder);

}  // namespace pushgate::gate
