// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pushgate::plan {

/// How the services of a machine are brought to another image, and how it is asked what became of it
/// (docs/rollout.md). Commands are argv, whose arguments may be placeholders: `{host}`; where `shell` is set
/// they are one text each, for /bin/sh -c.
struct Delivery {
  std::vector<std::string> command;
  std::vector<std::string> rollback_command;  ///< empty: command, with the image before
  std::vector<std::string> logs;              ///< writes the service's last log lines; may be empty
  std::vector<std::string> identity_command;  ///< writes the running digest; empty: there is an endpoint
  std::string identity_endpoint;              ///< a path on the health port
  std::string identity_member;                ///< of the JSON object there; empty: the answer is the digest
  bool shell = false;
  std::vector<std::string> pass_env;            ///< variables that commands inherit beside the usual ones
  int healthy_after = 3;                        ///< so many good answers in a row
  std::chrono::milliseconds interval{2'000};    ///< between two questions
  std::chrono::milliseconds timeout{5'000};     ///< of one question, from connect to the last byte
  std::chrono::milliseconds deadline{300'000};  ///< from the end of the command to being healthy
  std::chrono::milliseconds command_timeout{600'000};  ///< of each command
};

/// How many machines are changed at the same time.
struct BatchSize {
  std::uint32_t count = 1;  ///< machines, or percent of them
  bool percent = false;
};

inline constexpr std::string_view k_batch_size_form =
    "a number of machines from 1 to 1000, or a share of them such as 25%";

/// `2` or `25%`; nothing where the text is neither.
std::optional<BatchSize> parse_batch_size(std::string_view text);

/// The `rollout` mapping of the fleet file.
struct Rollout {
  std::vector<std::string> canary;  ///< machines that are changed first; keys of Fleet::machines
  BatchSize batch;
  std::string state = ".pushgate/rollout";  ///< the journal's folder, relative to the fleet file's
  Delivery delivery;
  std::map<std::string, Delivery> machines;  ///< those with settings of their own: the whole of them

  const Delivery& of(const std::string& machine) const {
    const auto own = machines.find(machine);
    return own == machines.end() ? delivery : own->second;
  }
};

}  // namespace pushgate::plan
