// SPDX-License-Identifier: Apache-2.0
#include "plan/fleet_sections.hpp"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <utility>

#include "base/format.hpp"
#include "plan/fleet_checks.hpp"

namespace pushgate::plan {

namespace {

constexpr std::int64_t k_last_id =
    std::numeric_limits<std::uint32_t>::max() - 1;  // -1 means "no id" to chown
constexpr std::int64_t k_last_port = 65535;

/// `expected one of a, b`, or what to do where there is none.
template <typename Value>
std::string expected_one_of(const std::map<std::string, Value>& defined, std::string_view section) {
  if (defined.empty()) return fmt::format("the file has no '{}'", section);
  std::vector<std::string_view> names;
  for (const auto& [name, value] : defined) names.push_back(name);
  return fmt::format("expected one of {}", fmt::join(names, ", "));
}

std::optional<Ports> read_ports(const yaml::Node& node, const std::string& service,
                                yaml::Problems& problems) {
  const yaml::MappingReader reader(node, "ports of " + service, {"service", "health"}, problems);
  const auto port = reader.require_integer("service", 1, k_last_port);
  const auto health = reader.require_integer("health", 1, k_last_port);
  if (!port || !health) return std::nullopt;
  if (*port == *health) {
    problems.add(reader.position("health"),
                 fmt::format("port {} is the service port of {}, too; expected another", *health, service));
    return std::nullopt;
  }
  return Ports{static_cast<std::uint16_t>(*port), static_cast<std::uint16_t>(*health)};
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

Service read_service(const yaml::Entry& entry, const Fleet& fleet, yaml::Problems& problems) {
  Service service;
  service.name = entry.key;
  service.line = entry.key_at.line;
  const std::string what = "service '" + entry.key + "'";
  const yaml::MappingReader reader(entry.value, what, {"dockerfile", "family", "ports", "machines", "lock"},
                                   problems);
  service.dockerfile = read_path(reader, "dockerfile", problems);
  service.lock = read_path(reader, "lock", problems);
  if (const auto family = reader.string("family")) {
    service.family = *family;
    if (!fleet.families.contains(*family)) {
      problems.add(reader.position("family"), fmt::format("family '{}' of {} is not defined; {}", *family,
                                                          what, expected_one_of(fleet.families, "families")));
    }
  }
  if (const yaml::Node* ports = reader.find("ports")) service.ports = read_ports(*ports, what, problems);
  if (const auto* machines = reader.sequence("machines"))
    service.machines = read_machine_names(*machines, what, fleet, problems);
  return service;
}

Machine read_machine(const yaml::Entry& entry, yaml::Problems& problems) {
  Machine machine;
  const yaml::MappingReader reader(entry.value, "machine '" + entry.key + "'", {"profile", "host", "env"},
                                   problems);
  machine.profile = read_path(reader, "profile", problems);
  if (const auto host = reader.string("host");
      host && check_name(*host, "host", reader.position("host"), problems))
    machine.host = *host;
  if (const auto* variables = reader.mapping("env")) {
    for (const yaml::Entry& variable : *variables) {
      const auto value = yaml::as_string(variable.value, variable.key, problems);
      if (check_variable(variable.key, variable.key_at, problems) && value)
        machine.env.emplace(variable.key, *value);
    }
  }
  return machine;
}

}  // namespace

std::string read_path(const yaml::MappingReader& reader, std::string_view key, yaml::Problems& problems) {
  const auto path = reader.string(key);
  if (!path || !check_path(*path, fmt::format("\"{}\"", key), reader.position(key), problems)) return "";
  return *path;
}

std::optional<User> read_user(const yaml::Node& node, yaml::Problems& problems) {
  const yaml::MappingReader reader(node, "user", {"name", "uid", "gid"}, problems);
  const auto name = reader.require_string("name");
  const auto uid = reader.require_integer("uid", 1, k_last_id);  // 0 is root, which no service is to be
  const auto gid = reader.require_integer("gid", 0, k_last_id);
  if (!name || !check_name(*name, "user", reader.position("name"), problems) || !uid || !gid)
    return std::nullopt;
  return User{*name, static_cast<std::uint32_t>(*uid), static_cast<std::uint32_t>(*gid)};
}

std::map<std::string, Family> read_families(const std::vector<yaml::Entry>& entries,
                                            yaml::Problems& problems) {
  std::map<std::string, Family> families;
  for (const yaml::Entry& entry : entries) {
    check_name(entry.key, "family", entry.key_at, problems);
    const yaml::MappingReader reader(entry.value, "family '" + entry.key + "'", {"image", "dockerfile"},
                                     problems);
    Family family;
    if (const auto image = reader.require_string("image");
        image && check_repository(*image, "\"image\"", reader.position("image"), problems))
      family.image = *image;
    family.dockerfile = read_path(reader, "dockerfile", problems);
    families.emplace(entry.key, std::move(family));
  }
  return families;
}

std::map<std::string, Machine> read_machines(const std::vector<yaml::Entry>& entries,
                                             yaml::Problems& problems) {
  std::map<std::string, Machine> machines;
  for (const yaml::Entry& entry : entries) {
    check_name(entry.key, "machine", entry.key_at, problems);
    machines.emplace(entry.key, read_machine(entry, problems));
  }
  return machines;
}

std::vector<Signer> read_signers(const std::vector<yaml::Node>& nodes, yaml::Problems& problems) {
  std::vector<Signer> signers;
  for (const yaml::Node& node : nodes) {
    const yaml::MappingReader reader(node, "a signer", {"name", "key"}, problems);
    const auto name = reader.require_string("name");
    const auto key = reader.require_string("key");
    if (key) check_path(*key, "\"key\"", reader.position("key"), problems);
    if (!name || !check_name(*name, "signer", reader.position("name"), problems) || !key) continue;
    const auto is_it = [&](const Signer& signer) { return signer.name == *name; };
    if (std::any_of(signers.begin(), signers.end(), is_it)) {
      problems.add(reader.position("name"), fmt::format("signer '{}' stands twice; expected it once", *name));
      continue;
    }
    signers.push_back({*name, *key});
  }
  return signers;
}

std::map<std::string, Service> read_services(const std::vector<yaml::Entry>& entries, const Fleet& fleet,
                                             yaml::Problems& problems) {
  std::map<std::string, Service> services;
  for (const yaml::Entry& entry : entries) {
    check_name(entry.key, "service", entry.key_at, problems);
    services.emplace(entry.key, read_service(entry, fleet, problems));
  }
  return services;
}

}  // namespace pushgate::plan
