// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <initializer_list>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapter/json/json.hpp"
#include "base/result.hpp"
#include "oci/descriptor.hpp"

namespace pushgate::oci {

// Readers of the members that manifests, indexes and configurations share. `where` names the object in
// errors: `manifest sha256:… layers[2]`. Untrusted: every value. Errors: unchecked. An optional member that
// is null counts as absent, as the writers in Go mean it.

/// Refuses what is no object, and a member that differs from one of `names` only in case: readers in Go take
/// `Layers` for `layers`, and would see another image than we do.
Result<void> check_members(const json::Value& object, std::initializer_list<std::string_view> names,
                           std::string_view where);

/// Empty where absent.
Result<std::string> optional_string(const json::Value& object, std::string_view name, std::string_view where);
Result<std::vector<std::string>> optional_strings(const json::Value& object, std::string_view name,
                                                  std::string_view where);
Result<std::map<std::string, std::string>> optional_string_map(const json::Value& object,
                                                               std::string_view name, std::string_view where);

/// Null where the member is absent or null; an error where it is there and no object.
Result<const json::Value*> optional_object(const json::Value& object, std::string_view name,
                                           std::string_view where);

Result<Descriptor> read_descriptor(const json::Value& value, const std::string& where);

/// A list of digests or descriptors is required; `where` of an element is `<where> <name>[N]`.
Result<std::vector<Descriptor>> read_descriptors(const json::Value& object, std::string_view name,
                                                 const std::string& where);
Result<Digest> read_digest(const json::Value& value, const std::string& where);

}  // namespace pushgate::oci
