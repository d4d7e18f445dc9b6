// SPDX-License-Identifier: Apache-2.0
#include "retention/plan_document.hpp"

#include <algorithm>
#include <utility>

#include "adapter/json/json.hpp"
#include "base/format.hpp"
#include "oci/reference.hpp"
#include "retention/graph.hpp"

namespace pushgate::retention {

namespace {

constexpr std::string_view k_schema = "pushgate.retention-plan/v1";
constexpr std::size_t k_plan_bytes = 256u << 20;

json::Value manifest_value(const PlannedManifest& manifest) {
  json::Array tags;
  for (const auto& tag : manifest.tags) tags.emplace_back(tag);
  return json::Object{{"digest", manifest.digest.to_string()},
                      {"tags", std::move(tags)},
                      {"action", manifest.remove ? "remove" : "keep"},
                      {"why", manifest.why}};
}

Result<PlannedManifest> read_manifest(const json::Value& value, const std::string& where) {
  TRY_ASSIGN(const auto digest_text, json::require_string(value, "digest", where));
  TRY_ASSIGN(const auto digest, Digest::parse(digest_text));
  PlannedManifest manifest{.digest = digest};
  TRY_ASSIGN(const auto* tags, json::require_array(value, "tags", where));
  for (const auto& tag : *tags) {
    if (tag.as_string() == nullptr) return fail(Error::misuse(where, "has a tag that is no string"));
    manifest.tags.push_back(*tag.as_string());
  }
  TRY_ASSIGN(const auto action, json::require_string(value, "action", where));
  if (action != "remove" && action != "keep")
    return fail(Error::misuse(where, fmt::format("has the action '{}'; expected keep or remove", action)));
  manifest.remove = action == "remove";
  TRY_ASSIGN(manifest.why, json::require_string(value, "why", where));
  return manifest;
}

bool is_before(const PlannedManifest& a, const PlannedManifest& b) {
  return a.digest < b.digest;
}

Result<PlannedRepository> read_repository(const json::Value& value, const std::string& file) {
  PlannedRepository repository;
  TRY_ASSIGN(repository.name, json::require_string(value, "name", file));
  TRY_ASSIGN(const auto reference, oci::Reference::parse(repository.name));
  if (reference.name() != repository.name)
    return fail(Error::misuse(
        file, fmt::format("names the repository '{}'; expected {}", repository.name, reference.name())));
  const auto where = file + ": " + repository.name;
  TRY_ASSIGN(repository.store, json::require_string(value, "store", where));
  TRY_ASSIGN(repository.frees, json::require_unsigned(value, "frees", where));
  TRY_ASSIGN(const auto* manifests, json::require_array(value, "manifests", where));
  for (const auto& manifest : *manifests) {
    TRY_ASSIGN(auto read, read_manifest(manifest, where));
    if (!repository.manifests.empty() && !is_before(repository.manifests.back(), read))
      return fail(Error::misuse(where, "has manifests out of order, or one twice; expected them by digest"));
    repository.manifests.push_back(std::move(read));
  }
  TRY_ASSIGN(const auto graph, json::require_string(value, "graph", where));
  if (graph != repository.graph().to_string())
    return fail(Error::misuse(where, fmt::format("lists other manifests than the plan was made of; expected "
                                                 "{}, got {}",
                                                 graph, repository.graph().to_string()))
                    .with_hint("make the plan again: pushgate retention plan -o FILE"));
  return repository;
}

Result<PlanDocument> read_document(std::string_view text, const std::string& name) {
  TRY_ASSIGN(const auto document, json::parse(text, name, {.bytes = k_plan_bytes}));
  const auto schema = document.string_at("schema");
  if (schema != k_schema)
    return fail(Error::misuse(
        name, fmt::format("is no retention plan; expected schema {}, got '{}'", k_schema, schema)));
  TRY_ASSIGN(const auto made, json::require_string(document, "made", name));
  TRY_ASSIGN(const Time time, parse_rfc3339(made));
  PlanDocument plan{.made = time};
  TRY_ASSIGN(plan.frees, json::require_unsigned(document, "frees", name));
  TRY_ASSIGN(const auto* repositories, json::require_array(document, "repositories", name));
  for (const auto& value : *repositories) {
    TRY_ASSIGN(auto repository, read_repository(value, name));
    const auto same = [&](const auto& one) { return one.name == repository.name; };
    if (std::any_of(plan.repositories.begin(), plan.repositories.end(), same))
      return fail(Error::misuse(name, fmt::format("has {} twice; expected it once", repository.name)));
    plan.repositories.push_back(std::move(repository));
  }
  return plan;
}

}  // namespace

Digest PlannedRepository::graph() const {
  std::vector<std::pair<Digest, std::vector<std::string>>> lines;
  for (const auto& manifest : manifests) lines.emplace_back(manifest.digest, manifest.tags);
  return digest_of_tags(lines);
}

std::size_t PlannedRepository::removals() const {
  return static_cast<std::size_t>(
      std::count_if(manifests.begin(), manifests.end(), [](const auto& one) { return one.remove; }));
}

std::string write_plan(const PlanDocument& plan) {
  json::Array repositories;
  for (const auto& repository : plan.repositories) {
    json::Array manifests;
    for (const auto& manifest : repository.manifests) manifests.push_back(manifest_value(manifest));
    repositories.push_back(json::Object{{"name", repository.name},
                                        {"store", repository.store},
                                        {"graph", repository.graph().to_string()},
                                        {"frees", repository.frees},
                                        {"manifests", std::move(manifests)}});
  }
  return json::write_pretty(json::Object{{"schema", k_schema},
                                         {"made", format_rfc3339(plan.made)},
                                         {"frees", plan.frees},
                                         {"repositories", std::move(repositories)}});
}

Result<PlanDocument> parse_plan(std::string_view text, const std::string& name) {
  auto plan = read_document(text, name);
  if (plan) return plan;
  // Whoever gave the file can give another: nothing was asked yet that could not be checked.
  Error error = std::move(plan).error();
  error.code = ErrorCode::misuse;
  return fail(std::move(error));
}

}  // namespace pushgate::retention
