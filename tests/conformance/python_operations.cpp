// SPDX-License-Identifier: Apache-2.0
#include "conformance/python_operations.hpp"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "python/dependency.hpp"
#include "python/marker.hpp"
#include "python/package_name.hpp"
#include "python/specifier.hpp"
#include "python/version.hpp"

namespace pushgate::conformance {

namespace {

Error bad(std::string_view what) {
  return Error::unchecked("request", std::string(what));
}

/// The two elements of `in`.
Result<const json::Array*> pair_of(const json::Value& request) {
  TRY_ASSIGN(const auto* pair, json::require_array(request, "in", "request"));
  if (pair->size() != 2 || (*pair)[1].as_string() == nullptr) return fail(bad("has no pair"));
  return pair;
}

Result<python::Version> version_of(const json::Value& value) {
  const auto* const text = value.as_string();
  auto version = text == nullptr ? std::nullopt : python::Version::parse(*text);
  if (!version) return fail(bad("is no version"));
  return std::move(*version);
}

Result<python::SpecifierSet> specifier_of(const json::Value& value) {
  auto set = python::SpecifierSet::parse(*value.as_string());
  if (!set) return fail(bad("is no version specifier"));
  return std::move(*set);
}

json::Array strings(const std::vector<std::string>& texts) {
  return {texts.begin(), texts.end()};
}

Result<python::MarkerEnvironment> environment_of(const json::Object& object) {
  python::MarkerEnvironment environment;
  for (const auto& [name, value] : object.members()) {
    if (const auto* const text = value.as_string()) {
      if (name == "extra") environment.chosen_extras.push_back(*text);
      environment.values.emplace(name, *text);
    } else if (const auto* const names = value.as_array()) {
      auto& set = environment.sets[name];
      for (const auto& element : *names) {
        if (const auto* const text_of = element.as_string()) set.insert(*text_of);
      }
    } else {
      return fail(bad("has a variable that is neither text nor a set"));
    }
  }
  return environment;
}

}  // namespace

Result<json::Value> pep440_compare(const json::Value& request) {
  TRY_ASSIGN(const auto* pair, pair_of(request));
  TRY_ASSIGN(const auto a, version_of((*pair)[0]));
  TRY_ASSIGN(const auto b, version_of((*pair)[1]));
  const auto order = python::compare(a, b);
  return json::Value(order < 0 ? -1 : order > 0 ? 1 : 0);
}

Result<json::Value> pep440_normalize(const json::Value& request) {
  TRY_ASSIGN(const auto* in, json::require(request, "in", "request"));
  TRY_ASSIGN(const auto version, version_of(*in));
  return json::Value(version.to_string());
}

Result<json::Value> pep440_match(const json::Value& request) {
  using enum python::SpecifierSet::PreReleases;
  TRY_ASSIGN(const auto* pair, pair_of(request));
  TRY_ASSIGN(const auto set, specifier_of((*pair)[1]));
  const auto* const version = (*pair)[0].as_string();
  if (version == nullptr) return fail(bad("is no text"));
  const auto* const prereleases = request.find("prereleases");
  const bool refuse = prereleases != nullptr && prereleases->as_bool() != nullptr && !*prereleases->as_bool();
  return json::Value(set.takes(*version, refuse ? refused : allowed));
}

Result<json::Value> pep440_filter(const json::Value& request) {
  TRY_ASSIGN(const auto* pair, pair_of(request));
  TRY_ASSIGN(const auto set, specifier_of((*pair)[1]));
  std::vector<std::string> versions;
  const auto* const list = (*pair)[0].as_array();
  if (list == nullptr) return fail(bad("has no list of versions"));
  for (const auto& version : *list) {
    if (const auto* const text = version.as_string()) versions.push_back(*text);
  }
  return json::Value(strings(set.choice(versions)));
}

Result<json::Value> pep503_normalize(const json::Value& request) {
  TRY_ASSIGN(const auto name, json::require_string(request, "in", "request"));
  return json::Value(python::normalize_name(name));
}

Result<json::Value> pep508_parse(const json::Value& request) {
  TRY_ASSIGN(const auto text, json::require_string(request, "in", "request"));
  TRY_ASSIGN(const auto dependency, python::parse_dependency(text, "request"));
  return json::Object{
      {"name", dependency.name},
      {"extras", strings(dependency.extras)},
      {"specifier", dependency.specifier.to_string()},
      {"url", dependency.url.empty() ? json::Value() : json::Value(dependency.url)},
      {"marker", dependency.marker ? json::Value(dependency.marker->to_string()) : json::Value()}};
}

Result<json::Value> pep508_marker(const json::Value& request) {
  TRY_ASSIGN(const auto* in, json::require(request, "in", "request"));
  TRY_ASSIGN(const auto text, json::require_string(*in, "marker", "request"));
  TRY_ASSIGN(const auto* object, json::require_object(*in, "environment", "request"));
  TRY_ASSIGN(const auto environment, environment_of(*object));
  TRY_ASSIGN(const auto marker, python::parse_marker(text, "request"));
  TRY_ASSIGN(const auto truth, python::evaluate(marker, environment));
  if (truth == python::Truth::unknown) return fail(bad("asks for what the environment does not say"));
  return json::Value(truth == python::Truth::yes);
}

}  // namespace pushgate::conformance
