// SPDX-License-Identifier: Apache-2.0
#include "evidence/members.hpp"

#include <algorithm>

#include "base/format.hpp"

namespace pushgate::evidence {

Result<json::Value> parse_document(std::string_view bytes, std::string_view name, std::string_view schema) {
  TRY_ASSIGN(json::Value document, json::parse(bytes, name));
  TRY_ASSIGN(const std::string found, json::require_string(document, "schema", name));
  if (found != schema) return fail(wrong_member("schema", found, schema, name));
  return document;
}

Result<void> only_members(const json::Value& object, std::initializer_list<std::string_view> known,
                          std::string_view where) {
  if (object.as_object() == nullptr) {
    return fail(Error::unchecked(std::string(where), "is not an object; expected one"));
  }
  for (const auto& [name, value] : object.as_object()->members()) {
    if (std::find(known.begin(), known.end(), name) != known.end()) continue;
    return fail(Error::unchecked(std::string(where), fmt::format("member \"{}\" is not known; expected {}",
                                                                 name, fmt::join(known, ", "))));
  }
  return {};
}

Error wrong_member(std::string_view name, std::string_view value, std::string_view expected,
                   std::string_view where) {
  return Error::unchecked(std::string(where),
                          fmt::format("member \"{}\" is '{}'; expected {}", name, value, expected));
}

json::Value digest_value(const std::optional<Digest>& digest) {
  return digest ? json::Value(digest->to_string()) : json::Value();
}

Result<std::optional<Digest>> read_digest(const json::Value& object, std::string_view name,
                                          std::string_view where) {
  TRY_ASSIGN(const json::Value* value, json::require(object, name, where));
  if (value->is_null()) return std::nullopt;
  TRY_ASSIGN(const std::string text, json::require_string(object, name, where));
  const auto digest = Digest::parse(text);
  if (!digest) return fail(wrong_member(name, text, "sha256:<64 hex digits> or null", where));
  return *digest;
}

}  // namespace pushgate::evidence
