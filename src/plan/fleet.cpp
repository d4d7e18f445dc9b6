// SPDX-License-Identifier: Apache-2.0
#include "plan/fleet.hpp"

#include <filesystem>
#include <string>

#include "adapter/yaml/mapping_reader.hpp"
#include "adapter/yaml/yaml.hpp"
#include "base/format.hpp"
#include "plan/fleet_checks.hpp"
#include "plan/fleet_sections.hpp"
#include "plan/retention_section.hpp"
#include "plan/rollout_section.hpp"

namespace pushgate::plan {

namespace {

constexpr std::string_view k_tag_form = "YYYYMMDD-<git_sha>";

void read_names_of_images(const yaml::MappingReader& root, Fleet& fleet, yaml::Problems& problems) {
  if (const auto registry = root.string("registry");
      registry && check_repository(*registry, "\"registry\"", root.position("registry"), problems))
    fleet.registry = *registry;
  if (const auto tag = root.string("tag")) {
    // A form that nobody can check would pass every tag in silence.
    if (*tag != k_tag_form)
      problems.add(root.position("tag"),
                   fmt::format("\"tag\" is '{}'; expected {}, the one form that is known", *tag, k_tag_form));
    fleet.tag = *tag;
  }
  if (const auto cache = root.string("cache");
      cache && check_repository(*cache, "\"cache\"", root.position("cache"), problems))
    fleet.cache = *cache;
}

void read_platform(const yaml::MappingReader& root, Fleet& fleet, yaml::Problems& problems) {
  using Check = bool (*)(std::string_view, std::string_view, yaml::Position, yaml::Problems&);
  const auto read = [&](std::string_view key, Check check, std::string& value) {
    const auto text = root.string(key);
    if (text && check(*text, fmt::format("\"{}\"", key), root.position(key), problems)) value = *text;
  };
  read("python", check_version, fleet.python);
  read("cuda", check_version, fleet.cuda);
  read("torch_cuda_arch_list", check_cuda_architectures, fleet.torch_cuda_arch_list);
}

void read_fleet(const yaml::Node& document, Fleet& fleet, yaml::Problems& problems) {
  const yaml::MappingReader root(
      document, "the fleet file",
      {"version", "registry", "tag", "cache", "user", "python", "cuda", "torch_cuda_arch_list", "families",
       "services", "machines", "policy", "receipts", "retention", "rollout", "signers"},
      problems);
  root.require_integer("version", 1, 1);
  read_names_of_images(root, fleet, problems);
  read_platform(root, fleet, problems);
  if (const yaml::Node* user = root.find("user")) fleet.user = read_user(*user, problems);
  if (const auto* families = root.mapping("families")) fleet.families = read_families(*families, problems);
  if (const auto* machines = root.mapping("machines")) fleet.machines = read_machines(*machines, problems);
  if (const auto* services = root.require_mapping("services"))
    fleet.services = read_services(*services, root.position("services"), fleet, problems);
  fleet.policy = read_path(root, "policy", problems);
  if (const auto* signers = root.sequence("signers")) fleet.signers = read_signers(*signers, problems);
  if (const yaml::Node* receipts = root.find("receipts"))
    fleet.receipt_max_age = read_receipts(*receipts, problems);
  if (const yaml::Node* retention = root.find("retention"))
    fleet.retention = read_retention(*retention, problems);
  if (const yaml::Node* rollout = root.find("rollout"))
    fleet.rollout = read_rollout(*rollout, fleet.machines, problems);
}

}  // namespace

Result<Fleet> parse_fleet(std::string_view text, std::string_view file_name) {
  yaml::Problems problems{std::string(file_name)};
  Fleet fleet;
  fleet.folder = std::filesystem::path(file_name).parent_path().string();
  if (const auto document = yaml::parse(text, problems)) read_fleet(*document, fleet, problems);
  if (!problems.empty()) return fail(problems.error());
  return fleet;
}

}  // namespace pushgate::plan
