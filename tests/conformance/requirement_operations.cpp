// SPDX-License-Identifier: Apache-2.0
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/limits.hpp"
#include "conformance/python_operations.hpp"
#include "python/requirement_tree.hpp"
#include "store/files.hpp"

namespace pushgate::conformance {

namespace {

json::Array hashes_of(const std::vector<python::RequirementHash>& hashes) {
  json::Array out;
  for (const auto& hash : hashes) out.push_back(hash.algorithm + ":" + hash.value);
  return out;
}

json::Value file_value(const python::RequirementTreeFile& file) {
  json::Array named;
  for (const auto& one : file.content.requirements) {
    named.push_back(json::Object{{"line", one.line},
                                 {"name", one.normalized},
                                 {"extras", json::Array(one.extras.begin(), one.extras.end())},
                                 {"specifier", one.specifier},
                                 {"marker", one.marker},
                                 {"hashes", hashes_of(one.hashes)}});
  }
  json::Array direct;
  for (const auto& one : file.content.direct) {
    direct.push_back(json::Object{{"line", one.line},
                                  {"name", one.name},
                                  {"text", one.text},
                                  {"editable", one.kind == python::DirectRequirement::Kind::editable},
                                  {"hashes", hashes_of(one.hashes)}});
  }
  json::Array options;
  for (const auto& one : file.content.options)
    options.push_back(json::Object{{"line", one.line}, {"name", one.name}, {"value", one.value}});
  json::Array unread;
  for (const auto& one : file.content.unread)
    unread.push_back(json::Object{{"line", one.line}, {"what", one.what}});
  return json::Object{
      {"path", file.path},           {"constraint", file.is_constraint}, {"named", std::move(named)},
      {"direct", std::move(direct)}, {"options", std::move(options)},    {"unread", std::move(unread)}};
}

}  // namespace

Result<json::Value> requirements_parse(const json::Value& request) {
  TRY_ASSIGN(const auto path, json::require_string(request, "path", "request"));
  TRY_ASSIGN(const auto* environment, json::require_object(request, "environment", "request"));
  const auto variables = [&](const std::string& name) -> std::optional<std::string> {
    for (const auto& [key, value] : environment->members()) {
      if (key == name && value.as_string() != nullptr) return *value.as_string();
    }
    return std::nullopt;
  };
  const auto source = [](const std::string& file) { return store::read_file(file, limits::k_lock_bytes); };
  TRY_ASSIGN(const auto files, python::read_requirement_tree(path, source, variables));
  json::Array out;
  for (const auto& file : files) out.push_back(file_value(file));
  return json::Value(std::move(out));
}

}  // namespace pushgate::conformance
