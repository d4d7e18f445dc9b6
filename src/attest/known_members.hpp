// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <initializer_list>
#include <string_view>

#include "adapter/json/json.hpp"
#include "base/result.hpp"

namespace pushgate::attest {

/// Refuses an object with a member that is not listed: what is signed and not understood may mean anything.
/// (cosign's strict protojson does the same.) Errors: unchecked, naming the member.
Result<void> only_members(const json::Object& object, std::initializer_list<std::string_view> known,
                          std::string_view where);

}  // namespace pushgate::attest
