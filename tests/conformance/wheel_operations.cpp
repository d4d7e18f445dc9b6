// SPDX-License-Identifier: Apache-2.0
#include "conformance/wheel_operations.hpp"

#include <string>
#include <utility>

#include "python/distribution_file.hpp"
#include "python/target_tags.hpp"

namespace pushgate::conformance {

namespace {

Error bad(std::string_view what) {
  return Error::unchecked("request", std::string(what));
}

Result<python::DistributionFile> wheel_of(std::string_view name) {
  auto file = python::parse_distribution_file(name);
  if (!file || !file->is_wheel) return fail(bad("is no wheel's name"));
  return std::move(*file);
}

json::Array texts(const std::vector<python::Tag>& tags) {
  json::Array out;
  for (const auto& tag : tags) out.push_back(tag.to_string());
  return out;
}

}  // namespace

Result<json::Value> wheel_filename(const json::Value& request) {
  TRY_ASSIGN(const auto name, json::require_string(request, "in", "request"));
  TRY_ASSIGN(const auto wheel, wheel_of(name));
  return json::Object{
      {"name", wheel.name}, {"version", wheel.version}, {"build", wheel.build}, {"tags", texts(wheel.tags)}};
}

Result<json::Value> pep425_compatible(const json::Value& request) {
  TRY_ASSIGN(const auto* in, json::require(request, "in", "request"));
  TRY_ASSIGN(const auto name, json::require_string(*in, "filename", "request"));
  TRY_ASSIGN(const auto python, json::require_string(*in, "python", "request"));
  TRY_ASSIGN(const auto* platforms, json::require_array(*in, "platforms", "request"));
  TRY_ASSIGN(const auto wheel, wheel_of(name));
  for (const auto& platform : *platforms) {
    if (platform.as_string() == nullptr) return fail(bad("has a platform that is no text"));
    TRY_ASSIGN(const auto target, python::Target::parse(python, *platform.as_string()));
    if (python::SupportedTags(target).is_compatible(wheel.tags)) return json::Value(true);
  }
  return json::Value(false);
}

Result<json::Value> pep425_tags(const json::Value& request) {
  TRY_ASSIGN(const auto* in, json::require_array(request, "in", "request"));
  if (in->size() != 2 || (*in)[0].as_string() == nullptr || (*in)[1].as_string() == nullptr) {
    return fail(bad("has no pair"));
  }
  TRY_ASSIGN(const auto target, python::Target::parse(*(*in)[0].as_string(), *(*in)[1].as_string()));
  return json::Value(texts(python::compatible_tags(target)));
}

}  // namespace pushgate::conformance
