// SPDX-License-Identifier: Apache-2.0
#include "evidence/inputs.hpp"

#include "base/format.hpp"
#include "evidence/members.hpp"

namespace pushgate::evidence {

namespace {

constexpr std::string_view k_schema = "pushgate.inputs/v1";

Result<Input> read_input(const json::Value& value, std::string_view where) {
  Input input;
  TRY_ASSIGN(input.kind, json::require_string(value, "kind", where));
  TRY_ASSIGN(input.name, json::require_string(value, "name", where));
  TRY_ASSIGN(input.sha256, read_digest(value, "sha256", where));
  for (const auto& [name, known] : value.as_object()->members())
    if (name != "kind" && name != "name" && name != "sha256") input.more.append(name, known);
  return input;
}

}  // namespace

std::string write_inputs(const InputsDocument& document) {
  json::Array inputs;
  for (const Input& input : document.inputs) {
    json::Object value{{"kind", input.kind}, {"name", input.name}, {"sha256", digest_value(input.sha256)}};
    for (const auto& [name, known] : input.more.members()) value.append(name, known);
    inputs.emplace_back(std::move(value));
  }
  return json::write_pretty(json::Object{{"schema", k_schema},
                                         {"decided_at", format_rfc3339(document.decided_at)},
                                         {"pushgate", document.pushgate},
                                         {"inputs", std::move(inputs)}});
}

Result<InputsDocument> read_inputs(std::string_view bytes, std::string_view name) {
  TRY_ASSIGN(const json::Value root, parse_document(bytes, name, k_schema));
  TRY(only_members(root, {"schema", "decided_at", "pushgate", "inputs"}, name));
  InputsDocument document;
  TRY_ASSIGN(const std::string text, json::require_string(root, "decided_at", name));
  const auto time = parse_rfc3339(text);
  if (!time) return fail(wrong_member("decided_at", text, "a time such as 2026-01-02T03:04:05Z", name));
  document.decided_at = *time;
  TRY_ASSIGN(document.pushgate, json::require_string(root, "pushgate", name));
  TRY_ASSIGN(const json::Array* inputs, json::require_array(root, "inputs", name));
  for (const json::Value& value : *inputs) {
    TRY_ASSIGN(Input input, read_input(value, fmt::format("{}: inputs[{}]", name, document.inputs.size())));
    document.inputs.push_back(std::move(input));
  }
  return document;
}

}  // namespace pushgate::evidence
