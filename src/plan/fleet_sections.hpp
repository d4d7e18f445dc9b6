// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapter/yaml/mapping_reader.hpp"
#include "base/format.hpp"
#include "plan/fleet.hpp"

namespace pushgate::plan {

// One section of the fleet file each. They read what they can and report the rest.

std::optional<User> read_user(const yaml::Node& node, yaml::Problems& problems);
std::map<std::string, Family> read_families(const std::vector<yaml::Entry>& entries,
                                            yaml::Problems& problems);
std::map<std::string, Machine> read_machines(const std::vector<yaml::Entry>& entries,
                                             yaml::Problems& problems);
std::vector<Signer> read_signers(const std::vector<yaml::Node>& nodes, yaml::Problems& problems);
/// The greatest age.
std::optional<std::chrono::hours> read_receipts(const yaml::Node& node, yaml::Problems& problems);

/// Families and machines that services name must be in `fleet` already. `at`: where the section stands.
std::map<std::string, Service> read_services(const std::vector<yaml::Entry>& entries, yaml::Position at,
                                             const Fleet& fleet, yaml::Problems& problems);

/// A path at a key; empty where there is none.
std::string read_path(const yaml::MappingReader& reader, std::string_view key, yaml::Problems& problems);

/// `expected one of a, b`, or what to do where there is none: the end of an error about a name.
template <typename Value>
std::string expected_one_of(const std::map<std::string, Value>& defined, std::string_view section) {
  if (defined.empty()) return fmt::format("the file has no '{}'", section);
  std::vector<std::string_view> names;
  for (const auto& [name, value] : defined) names.push_back(name);
  return fmt::format("expected one of {}", fmt::join(names, ", "));
}

}  // namespace pushgate::plan
