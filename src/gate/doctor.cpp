// SPDX-License-Identifier: Apache-2.0
#include "gate/doctor.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <system_error>

#include "base/clock.hpp"
#include "base/format.hpp"
#include "gate/settings.hpp"
#include "scanners/trivy/trivy_scanner.hpp"

namespace pushgate::gate {

namespace {

using State = Checkup::State;

bool exists(const std::string& path) {
  std::error_code none;
  return std::filesystem::exists(path, none);
}

Checkup from_error(std::string name, const Error& error) {
  const std::string subject = error.subject.empty() ? "" : error.subject + ": ";
  return {State::missing, std::move(name), subject + error.what, error.hint};
}

Checkup trivy_executable(const Result<model::ScannerIdentity>& identity, const policy::ScannerRules& rules) {
  if (!identity) return from_error("trivy", identity.error());
  const auto has = [&](const std::vector<std::string>& list) {
    return std::find(list.begin(), list.end(), identity->version) != list.end();
  };
  if (has(rules.forbidden_versions) || (!rules.allowed_versions.empty() && !has(rules.allowed_versions))) {
    return {State::missing, "trivy", "version " + identity->version + " is not one that the policy allows",
            "build the right one with `ci/tools.sh trivy`, or name one with --trivy"};
  }
  return {State::good, "trivy", "version " + identity->version, ""};
}

Checkup trivy_database(const Result<model::ScannerIdentity>& identity, const policy::ScannerRules& rules) {
  if (!identity || !identity->database_updated_at) {
    return {State::missing, "trivy database", "none found",
            "Trivy fetches it at the first scan on a connected machine; offline, name a cache with "
            "--trivy-cache"};
  }
  const auto age =
      std::chrono::duration_cast<std::chrono::hours>(system_time() - *identity->database_updated_at);
  const std::string made =
      fmt::format("made {} ({} hours ago)", format_rfc3339(*identity->database_updated_at), age.count());
  if (age > rules.max_database_age) {
    return {State::missing, "trivy database",
            fmt::format("{}; the policy allows {} hours", made, rules.max_database_age.count()),
            "run `trivy image --download-db-only`"};
  }
  return {State::good, "trivy database", made, ""};
}

Checkup trivy_sandbox(const Result<model::ScannerIdentity>& identity, const policy::ScannerRules& rules) {
  if (!identity || !identity->sandbox) return {State::advice, "trivy sandbox", "no Trivy to ask it for", ""};
  const auto& sandbox = *identity->sandbox;
  if (sandbox.not_enforced.empty()) {
    return {State::good, "trivy sandbox", fmt::format("{}, {}", sandbox.files, sandbox.system_calls), ""};
  }
  return {rules.sandbox_required ? State::missing : State::advice, "trivy sandbox",
          fmt::format("not held: {}", fmt::join(sandbox.not_enforced, "; ")),
          "docs/scanner.md says what it takes"};
}

Checkup credentials() {
  const char* config = std::getenv("DOCKER_CONFIG");
  const char* home = std::getenv("HOME");
  const std::string file = config != nullptr
                               ? std::string(config) + "/config.json"
                               : std::string(home != nullptr ? home : "") + "/.docker/config.json";
  if (exists(file)) return {State::good, "registry credentials", file, ""};
  return {State::advice, "registry credentials", "no " + file,
          "`docker login REGISTRY` writes one; public images need none"};
}

Checkup fleet_file() {
  const auto choice = load_fleet("", "");
  if (!choice) return from_error("fleet file", choice.error());
  if (choice->fleet) {
    return {State::good, "fleet file",
            fmt::format("pushgate.yaml, {} services", choice->fleet->services.size()), ""};
  }
  return {State::advice, "fleet file", "no pushgate.yaml in this folder",
          "without one the plan is not checked; docs/fleet-file.md says what goes into it"};
}

}  // namespace

std::vector<Checkup> examine_machine(const TrivyChoice& trivy, const std::string& policy_file) {
  const auto policy = load_policy(policy_file, FleetChoice{});
  if (!policy) return {from_error("policy", policy.error())};
  scanners::TrivyOptions options;
  options.executable = trivy.executable;
  options.cache_dir = trivy.cache_dir;
  const auto identity = scanners::identify_trivy(options);
  return {{State::good, "policy", policy->name, ""},
          trivy_executable(identity, policy->scanner),
          trivy_database(identity, policy->scanner),
          trivy_sandbox(identity, policy->scanner),
          credentials(),
          fleet_file()};
}

}  // namespace pushgate::gate
