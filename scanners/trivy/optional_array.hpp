// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "adapter/json/json.hpp"
#include "base/result.hpp"

namespace pushgate::scanners {

/// A list that Trivy leaves out (or writes as null) where it is empty. Errors: unchecked, where it is no
/// list.
inline Result<const json::Array*> optional_array(const json::Value& object, std::string_view name,
                                                 const std::string& where) {
  static const json::Array k_empty;
  const auto* value = object.find(name);
  if (value == nullptr || value->is_null()) return &k_empty;
  return json::require_array(object, name, where);
}

}  // namespace pushgate::scanners
