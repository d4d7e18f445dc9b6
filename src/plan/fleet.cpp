// SPDX-License-Identifier: Apache-2.0
#include "plan/fleet.hpp"

#include <filesystem>
#include <string>

#include "adapter/yaml/mapping_reader.hpp"
#include "adapter/yaml/yaml.hpp"
#include "base/format.hpp"
#include "plan/fleet_checks.hpp"
#include "plan/fleet_sections.hpp"

namespace pushgate::plan {

namespace {

constexpr std::string_view k_tag_form = "YYYYMMDD-<git_sha>";

void read_registry_and_tag(const yaml::MappingReader& root, Fleet& fleet, yaml::Problems& problems) {
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
}

void read_fleet(const yaml::Node& document, Fleet& fleet, yaml::Problems& problems) {
  const yaml::MappingReader root(document, "the fleet file",
                                 {"version", "registry", "tag", "user", "families", "services", "machines",
                                  "policy", "retention", "rollout", "signers"},
                                 problems);
  root.require_integer("version", 1, 1);
  read_registry_and_tag(root, fleet, problems);
  if (const yaml::Node* user = root.find("user")) fleet.user = read_user(*user, problems);
  if (const auto* families = root.mapping("families")) fleet.families = read_families(*families, problems);
  if (const auto* machines = root.mapping("machines")) fleet.machines = read_machines(*machines, problems);
  if (const auto* services = root.require_mapping("services")) {
    if (services->empty())
      problems.add(root.position("services"), "\"services\" is empty; expected at least one service");
    fleet.services = read_services(*services, fleet, problems);
  }
  fleet.policy = read_path(root, "policy", problems);
  if (const auto* signers = root.sequence("signers")) fleet.signers = read_signers(*signers, problems);
  root.mapping("retention");  // only that they are mappings; their keys belong to those who use them
  root.mapping("rollout");
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
