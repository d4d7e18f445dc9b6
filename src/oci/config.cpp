// SPDX-License-Identifier: Apache-2.0
//
// An image configuration says what runs, and which tars its layers are (image-spec v1.1, config.md):
//
//   {"os": "linux", "architecture": "amd64", "variant": …, "created": "2026-01-01T00:00:00Z",
//    "config": {"User", "ExposedPorts": {"8080/tcp": {}}, "Env": […], "Entrypoint": […], "Cmd": […],
//               "WorkingDir", "Volumes": {"/data": {}}, "Labels": {…}, and docker's "Healthcheck": {"Test":
//               […]}},
//    "rootfs": {"type": "layers", "diff_ids": ["sha256:…", …]},
//    "history": [{"created_by": …, "empty_layer": true}, …]}
//
// diff_ids are digests of the uncompressed tars, lowest layer first.
#include "adapter/json/json.hpp"
#include "base/format.hpp"
#include "base/limits.hpp"
#include "oci/manifest.hpp"
#include "oci/members.hpp"

namespace pushgate::oci {

namespace {

constexpr const char* k_where = "image configuration";

Result<void> read_rootfs(const json::Value& root, Config& config) {
  const std::string where = std::string(k_where) + " rootfs";
  TRY_ASSIGN(const json::Value* rootfs, json::require(root, "rootfs", k_where));
  TRY(check_members(*rootfs, {"type", "diff_ids"}, where));
  TRY_ASSIGN(const std::string type, json::require_string(*rootfs, "type", where));
  if (type != "layers") {
    return fail(Error::unchecked(where, fmt::format("member \"type\" is '{}'; expected 'layers'", type)));
  }
  TRY_ASSIGN(const json::Array* diff_ids, json::require_array(*rootfs, "diff_ids", where));
  for (std::size_t i = 0; i < diff_ids->size(); ++i) {
    TRY_ASSIGN(const Digest digest, read_digest((*diff_ids)[i], fmt::format("{} diff_ids[{}]", where, i)));
    config.diff_ids.push_back(digest);
  }
  return {};
}

/// The names of an object that is a set: `{"8080/tcp": {}}`.
Result<std::vector<std::string>> optional_names(const json::Value& object, std::string_view name,
                                                std::string_view where) {
  TRY_ASSIGN(const json::Value* set, optional_object(object, name, where));
  std::vector<std::string> names;
  if (set == nullptr) return names;
  for (const auto& [member, nothing] : set->as_object()->members()) names.push_back(member);
  return names;
}

Result<void> read_execution(const json::Value& root, Config& config) {
  const std::string where = std::string(k_where) + " config";
  TRY_ASSIGN(const json::Value* execution, optional_object(root, "config", k_where));
  if (execution == nullptr) return {};
  TRY(check_members(
      *execution,
      {"User", "ExposedPorts", "Env", "Entrypoint", "Cmd", "WorkingDir", "Volumes", "Labels", "Healthcheck"},
      where));
  TRY_ASSIGN(config.user, optional_string(*execution, "User", where));
  TRY_ASSIGN(config.env, optional_strings(*execution, "Env", where));
  TRY_ASSIGN(config.entrypoint, optional_strings(*execution, "Entrypoint", where));
  TRY_ASSIGN(config.cmd, optional_strings(*execution, "Cmd", where));
  TRY_ASSIGN(config.labels, optional_string_map(*execution, "Labels", where));
  TRY_ASSIGN(config.working_dir, optional_string(*execution, "WorkingDir", where));
  TRY_ASSIGN(config.exposed_ports, optional_names(*execution, "ExposedPorts", where));
  TRY_ASSIGN(config.volumes, optional_names(*execution, "Volumes", where));
  TRY_ASSIGN(const json::Value* healthcheck, optional_object(*execution, "Healthcheck", where));
  if (healthcheck != nullptr) {
    TRY(check_members(*healthcheck, {"Test"}, where + " Healthcheck"));
    TRY_ASSIGN(config.healthcheck, optional_strings(*healthcheck, "Test", where + " Healthcheck"));
  }
  return {};
}

Result<void> read_history(const json::Value& root, Config& config) {
  const json::Value* history = root.find("history");
  if (history == nullptr || history->is_null()) return {};
  TRY_ASSIGN(const json::Array* steps, json::require_array(root, "history", k_where));
  for (std::size_t i = 0; i < steps->size(); ++i) {
    const json::Value& value = (*steps)[i];
    const std::string where = fmt::format("{} history[{}]", k_where, i);
    TRY(check_members(value, {"created_by", "empty_layer"}, where));
    HistoryStep step;
    TRY_ASSIGN(step.created_by, optional_string(value, "created_by", where));
    const json::Value* empty = value.find("empty_layer");
    if (empty != nullptr && !empty->is_null()) {
      if (empty->as_bool() == nullptr) {
        return fail(Error::unchecked(where, "member \"empty_layer\" is no boolean; expected true or false"));
      }
      step.empty_layer = *empty->as_bool();
    }
    config.history.push_back(std::move(step));
  }
  return {};
}

}  // namespace

Result<Config> parse_config(std::string_view bytes) {
  const json::ParseLimits bounds{limits::k_config_bytes, limits::k_json_depth};
  TRY_ASSIGN(const json::Value root, json::parse(bytes, k_where, bounds));
  TRY(check_members(root, {"os", "architecture", "variant", "created", "config", "rootfs", "history"},
                    k_where));
  Config config;
  if (auto created = parse_rfc3339(root.string_at("created"))) config.created = *created;
  TRY_ASSIGN(config.platform.os, json::require_string(root, "os", k_where));
  TRY_ASSIGN(config.platform.architecture, json::require_string(root, "architecture", k_where));
  TRY_ASSIGN(config.platform.variant, optional_string(root, "variant", k_where));
  TRY(read_rootfs(root, config));
  TRY(read_execution(root, config));
  TRY(read_history(root, config));
  return config;
}

}  // namespace pushgate::oci
