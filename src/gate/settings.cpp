// SPDX-License-Identifier: Apache-2.0
#include "gate/settings.hpp"

#include <filesystem>
#include <system_error>
#include <utility>

#include "base/limits.hpp"
#include "gate/policy_file.hpp"
#include "policy/document/policy_document.hpp"
#include "store/files.hpp"

namespace pushgate::gate {

namespace {

std::string beside(const std::string& folder, const std::string& path) {
  return (std::filesystem::path(folder) / path).lexically_normal().string();
}

}  // namespace

std::string fleet_file_or_default(const std::string& fleet_file) {
  return fleet_file.empty() ? "pushgate.yaml" : fleet_file;
}

Result<FleetChoice> load_fleet(const std::string& fleet_file, const std::string& service) {
  std::error_code none;
  const std::string file = fleet_file_or_default(fleet_file);
  if (fleet_file.empty() && !std::filesystem::exists(file, none)) return FleetChoice{};
  TRY_ASSIGN(const std::string text,
             store::read_file(file, limits::k_yaml_bytes, /*missing_is_misuse=*/true));
  FleetChoice choice;
  TRY_ASSIGN(choice.fleet, plan::parse_fleet(text, file));
  if (service.empty()) return choice;
  const auto& services = choice.fleet->services;
  if (const auto found = services.find(service); found != services.end()) {
    choice.service = found->second;
    return choice;
  }
  std::string known;
  for (const auto& [name, value] : services) known += (known.empty() ? "" : ", ") + name;
  return fail(Error::misuse(file, "has no service '" + service + "'; expected one of " + known));
}

Result<PolicyFile> find_policy(const std::string& policy_file, const FleetChoice& choice) {
  std::string file = policy_file;
  if (file.empty() && choice.fleet && !choice.fleet->policy.empty()) {
    file = beside(choice.fleet->folder, choice.fleet->policy);
  }
  if (file.empty()) return PolicyFile{"", std::string(policy::default_policy_text())};
  TRY_ASSIGN(std::string text, store::read_file(file, limits::k_yaml_bytes, /*missing_is_misuse=*/true));
  return PolicyFile{std::move(file), std::move(text)};
}

Result<policy::Policy> parse_policy(const PolicyFile& file) {
  return file.name.empty() ? policy::default_policy() : policy::parse_policy(file.text, file.name);
}

Result<policy::Policy> load_policy(const std::string& policy_file, const FleetChoice& choice) {
  TRY_ASSIGN(const PolicyFile file, find_policy(policy_file, choice));
  return parse_policy(file);
}

std::string dockerfile_of(const FleetChoice& choice) {
  if (!choice.service || choice.service->dockerfile.empty()) return {};
  return beside(choice.fleet->folder, choice.service->dockerfile);
}

std::string context_of(const FleetChoice& choice) {
  if (!choice.service || choice.service->context.empty()) return {};
  return beside(choice.fleet->folder, choice.service->context);
}

std::string lock_of(const FleetChoice& choice) {
  if (!choice.service || choice.service->lock.empty()) return {};
  const auto folder = std::filesystem::path(choice.service->dockerfile).parent_path();
  return beside(choice.fleet->folder, (folder / choice.service->lock).string());
}

}  // namespace pushgate::gate
