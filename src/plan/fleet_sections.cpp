// SPDX-License-Identifier: Apache-2.0
#include "plan/fleet_sections.hpp"

#include <cstdint>
#include <limits>
#include <utility>

#include "base/format.hpp"
#include "plan/fleet_checks.hpp"

namespace pushgate::plan {

namespace {

constexpr std::int64_t k_last_id =
    std::numeric_limits<std::uint32_t>::max() - 1;  // -1 means "no id" to chown

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

std::map<std::string, Machine> read_machines(const std::vector<yaml::Entry>& entries,
                                             yaml::Problems& problems) {
  std::map<std::string, Machine> machines;
  for (const yaml::Entry& entry : entries) {
    check_name(entry.key, "machine", entry.key_at, problems);
    machines.emplace(entry.key, read_machine(entry, problems));
  }
  return machines;
}

}  // namespace pushgate::plan
