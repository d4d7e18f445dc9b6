// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "plan/retention.hpp"
#include "plan/rollout.hpp"

namespace pushgate::plan {

struct User {
  std::string name;
  std::uint32_t uid = 0;
  std::uint32_t gid = 0;
};

struct Ports {
  std::uint16_t service = 0;
  std::uint16_t health = 0;
};

struct Service {
  std::string name;
  std::string dockerfile;  ///< relative to the fleet file's folder; may be empty
  std::string context;     ///< the build context, relative to the fleet file's folder, `.` for that folder
                        ///< itself; the Dockerfile's folder where the file names none; empty without either
  std::string family;  ///< a key of families; may be empty
  std::optional<Ports> ports;
  std::vector<std::string> machines;
  std::string lock;  ///< relative to the Dockerfile's folder (to the fleet file's without one); may be empty
  std::string baseline;  ///< an image to compare the size with, as image arguments are written; may be empty
  std::uint32_t line = 0;  ///< where it stands in the file
};

struct Family {
  std::string image;
  std::string dockerfile;  ///< relative to the fleet file's folder; may be empty
  std::string family;      ///< the family it is built on, a key of families; may be empty
  std::vector<std::string>
      provides;            ///< Python distributions it already has: normalised (PEP 503), as written
  std::uint32_t line = 0;  ///< where it stands in the file
};

struct Machine {
  std::string profile;
  std::string host;
  std::map<std::string, std::string> env;
};

struct Signer {
  std::string name;
  std::string key;            ///< a file, relative to the fleet file's folder
  std::optional<Date> from;   ///< the first day on which the key holds, UTC
  std::optional<Date> until;  ///< the last one
};

/// pushgate.yaml, read and checked (docs/fleet-file.md, policies/fleet.schema.json).
struct Fleet {
  std::string folder;  ///< of the file, for relative paths
  std::string registry;
  std::string tag;  ///< the form of tags: `YYYYMMDD-<git_sha>`; empty: any
  std::optional<User> user;
  std::string python;                ///< `3.11`; empty: not said
  std::string cuda;                  ///< `12.1`; empty: not said
  std::string torch_cuda_arch_list;  ///< `8.9;8.6`; empty: not said
  std::string cache;                 ///< the build cache's repository; may be empty
  std::map<std::string, Family> families;
  std::map<std::string, Service> services;
  std::map<std::string, Machine> machines;
  std::string policy;  ///< relative to the file's folder; may be empty
  std::vector<Signer> signers;
  std::optional<std::chrono::hours> receipt_max_age;  ///< of the decision; nothing: any
  std::optional<Retention> retention;
  std::optional<Rollout> rollout;
};

/// Reads the fleet file. Every error is reported with file, line and column (Error::also), unknown and
/// duplicate keys, wrong types, families and machines that are named and not defined, families that are built
/// on themselves, ports out of range or used twice in a service or on a machine. Errors: misuse. Limits:
/// k_yaml_bytes, depth, k_fleet_services.
Result<Fleet> parse_fleet(std::string_view text, std::string_view file_name);

}  // namespace pushgate::plan
