// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "adapter/yaml/mapping_reader.hpp"
#include "plan/fleet.hpp"

namespace pushgate::plan {

// One section of the fleet file each. They read what they can and report the rest.

std::optional<User> read_user(const yaml::Node& node, yaml::Problems& problems);
std::map<std::string, Family> read_families(const std::vector<yaml::Entry>& entries,
                                            yaml::Problems& problems);
std::map<std::string, Machine> read_machines(const std::vector<yaml::Entry>& entries,
                                             yaml::Problems& problems);
std::vector<Signer> read_signers(const std::vector<yaml::Node>& nodes, yaml::Problems& problems);

/// Families and machines that services name must be in `fleet` already.
std::map<std::string, Service> read_services(const std::vector<yaml::Entry>& entries, const Fleet& fleet,
                                             yaml::Problems& problems);

/// A path at a key; empty where there is none.
std::string read_path(const yaml::MappingReader& reader, std::string_view key, yaml::Problems& problems);

}  // namespace pushgate::plan
