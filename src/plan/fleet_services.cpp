// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "base/format.hpp"
#include "base/limits.hpp"
#include "plan/fleet_checks.hpp"
#include "plan/fleet_sections.hpp"

namespace pushgate::plan {

namespace {

constexpr std::int64_t k_last_port = 65535;

/// Which ports of a machine are taken, by whom, and where that is said.
class PortUses {
 public:
  explicit PortUses(yaml::Problems& problems) : m_problems(problems) {}

  /// `kind` is `service` or `health`. Reports a port that another service has on the same machine.
  void take(const std::string& machine, std::uint16_t port, const std::string& service, std::string_view kind,
            yaml::Position at) {
    const auto [use, is_new] = m_uses.try_emplace({machine, port}, Use{service, kind, at});
    if (is_new) return;
    m_problems.add(
        at,
        fmt::format("{} port {} of service '{}' is the {} port of service '{}' ({}:{}) on machine '{}', too; "
                    "expected another",
                    kind, port, service, use->second.kind, use->second.service, use->second.at.line,
                    use->second.at.column, machine));
  }

 private:
  struct Use {
    std::string service;
    std::string_view kind;
    yaml::Position at;
  };

  std::map<std::pair<std::string, std::uint16_t>, Use> m_uses;
  yaml::Problems& m_problems;
};

void read_ports(const yaml::Node& node, Service& service, PortUses& uses, yaml::Problems& problems) {
  const std::string what = "service '" + service.name + "'";
  const yaml::MappingReader reader(node, "ports of " + what, {"service", "health"}, problems);
  const auto port = reader.require_integer("service", 1, k_last_port);
  const auto health = reader.require_integer("health", 1, k_last_port);
  if (!port || !health) return;
  if (*port == *health) {
    problems.add(reader.position("health"),
                 fmt::format("port {} is the service port of {}, too; expected another", *health, what));
    return;
  }
  service.ports = Ports{static_cast<std::uint16_t>(*port), static_cast<std::uint16_t>(*health)};
  for (const std::string& machine : service.machines) {
    uses.take(machine, service.ports->service, service.name, "service", reader.position("service"));
    uses.take(machine, service.ports->health, service.name, "health", reader.position("health"));
  }
}

std::vector<std::string> read_machine_names(const std::vector<yaml::Node>& nodes, const std::string& service,
                                            const Fleet& fleet, yaml::Problems& problems) {
  std::vector<std::string> names;
  for (const yaml::Node& node : nodes) {
    const auto name = yaml::as_string(node, "machines", problems);
    if (!name) continue;
    if (!fleet.machines.contains(*name)) {
      problems.add(node.at, fmt::format("machine '{}' of {} is not defined; {}", *name, service,
                                        expected_one_of(fleet.machines, "machines")));
    } else if (std::find(names.begin(), names.end(), *name) != names.end()) {
      problems.add(node.at, fmt::format("machine '{}' of {} stands twice; expected it once", *name, service));
    } else {
      names.push_back(*name);
    }
  }
  return names;
}

/// The folder of a path, relative to what the path is relative to.
std::string folder_of(const std::string& path) {
  const std::string folder = std::filesystem::path(path).parent_path().string();
  return folder.empty() ? "." : folder;
}

Service read_service(const yaml::Entry& entry, const Fleet& fleet, PortUses& uses, yaml::Problems& problems) {
  Service service;
  service.name = entry.key;
  service.line = entry.key_at.line;
  const std::string what = "service '" + entry.key + "'";
  const yaml::MappingReader reader(
      entry.value, what, {"dockerfile", "context", "family", "ports", "machines", "lock", "baseline"},
      problems);
  service.dockerfile = read_path(reader, "dockerfile", problems);
  service.context = read_path(reader, "context", problems);
  if (service.context.empty() && !service.dockerfile.empty()) service.context = folder_of(service.dockerfile);
  service.lock = read_path(reader, "lock", problems);
  if (const auto baseline = reader.string("baseline");
      baseline && check_image(*baseline, "\"baseline\"", reader.position("baseline"), problems))
    service.baseline = *baseline;
  if (const auto family = reader.string("family")) {
    service.family = *family;
    if (!fleet.families.contains(*family)) {
      problems.add(reader.position("family"), fmt::format("family '{}' of {} is not defined; {}", *family,
                                                          what, expected_one_of(fleet.families, "families")));
    }
  }
  if (const auto* machines = reader.sequence("machines"))
    service.machines = read_machine_names(*machines, what, fleet, problems);
  if (const yaml::Node* ports = reader.find("ports")) read_ports(*ports, service, uses, problems);
  return service;
}

}  // namespace

std::map<std::string, Service> read_services(const std::vector<yaml::Entry>& entries, yaml::Position at,
                                             const Fleet& fleet, yaml::Problems& problems) {
  if (entries.empty()) problems.add(at, "\"services\" is empty; expected at least one service");
  if (entries.size() > limits::k_fleet_services) {
    problems.add(at, fmt::format("\"services\" has {} services; expected at most {}", entries.size(),
                                 limits::k_fleet_services));
    return {};
  }
  std::map<std::string, Service> services;
  PortUses uses(problems);
  for (const yaml::Entry& entry : entries) {
    check_name(entry.key, "service", entry.key_at, problems);
    services.emplace(entry.key, read_service(entry, fleet, uses, problems));
  }
  return services;
}

}  // namespace pushgate::plan
