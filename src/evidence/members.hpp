// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "adapter/json/json.hpp"
#include "base/clock.hpp"
#include "base/digest.hpp"
#include "base/result.hpp"

namespace pushgate::evidence {

// What the documents of this room have in common. `where` names the place in errors, as in adapter/json.

/// A document of ours: an object whose "schema" is `schema`.
Result<json::Value> parse_document(std::string_view bytes, std::string_view name, std::string_view schema);

/// An error for the first member that is none of `known`.
Result<void> only_members(const json::Value& object, std::initializer_list<std::string_view> known,
                          std::string_view where);

/// `<where>: member "severity" is 'high'; expected CRITICAL, HIGH, …`
Error wrong_member(std::string_view name, std::string_view value, std::string_view expected,
                   std::string_view where);

/// A digest or null.
json::Value digest_value(const std::optional<Digest>& digest);
Result<std::optional<Digest>> read_digest(const json::Value& object, std::string_view name,
                                          std::string_view where);

}  // namespace pushgate::evidence
