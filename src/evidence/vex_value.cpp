// SPDX-License-Identifier: Apache-2.0
#include "evidence/vex_value.hpp"

#include <string>
#include <utility>
#include <vector>

#include "base/format.hpp"
#include "evidence/members.hpp"

namespace pushgate::evidence {

namespace {

json::Array texts_value(const std::vector<std::string>& texts) {
  return {texts.begin(), texts.end()};
}

Result<std::vector<std::string>> read_texts(const json::Value& object, std::string_view name,
                                            std::string_view where) {
  TRY_ASSIGN(const json::Array* values, json::require_array(object, name, where));
  std::vector<std::string> texts;
  for (const json::Value& value : *values) {
    const std::string* text = value.as_string();
    if (text == nullptr || text->empty())
      return fail(wrong_member(name, "another value", "a list of strings", where));
    texts.push_back(*text);
  }
  return texts;
}

}  // namespace

json::Value vex_value(const model::VexStatement& statement) {
  json::Object object{{"advisories", texts_value(statement.advisories)},
                      {"packages", texts_value(statement.packages)},
                      {"status", model::to_string(statement.status)},
                      {"why", statement.why},
                      {"author", statement.author},
                      {"document", statement.document},
                      {"signer", statement.signer}};
  object.set("at", statement.at ? json::Value(format_rfc3339(*statement.at)) : json::Value());
  return object;
}

Result<model::VexStatement> read_vex(const json::Value& value, std::string_view where) {
  TRY(only_members(value, {"advisories", "packages", "status", "why", "author", "document", "signer", "at"},
                   where));
  model::VexStatement statement;
  TRY_ASSIGN(statement.advisories, read_texts(value, "advisories", where));
  TRY_ASSIGN(statement.packages, read_texts(value, "packages", where));
  TRY_ASSIGN(const std::string status, json::require_string(value, "status", where));
  const auto known = model::parse_vex_status(status);
  if (!known) {
    return fail(
        wrong_member("status", status, "not_affected, fixed, under_investigation or affected", where));
  }
  statement.status = *known;
  TRY_ASSIGN(statement.why, json::require_string(value, "why", where));
  TRY_ASSIGN(statement.author, json::require_string(value, "author", where));
  TRY_ASSIGN(statement.document, json::require_string(value, "document", where));
  TRY_ASSIGN(statement.signer, json::require_string(value, "signer", where));
  TRY_ASSIGN(const json::Value* at, json::require(value, "at", where));
  if (at->is_null()) return statement;
  const std::string* text = at->as_string();
  const auto time = parse_rfc3339(text == nullptr ? "" : *text);
  if (!time) return fail(wrong_member("at", json::write(*at), "a time or null", where));
  statement.at = *time;
  return statement;
}

}  // namespace pushgate::evidence
