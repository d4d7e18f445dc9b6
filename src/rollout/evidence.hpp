// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

#include "adapter/json/json.hpp"
#include "rollout/prober.hpp"
#include "rollout/watch.hpp"

namespace pushgate::rollout {

/// What was seen of the hosts in one run: `MACHINE/SERVICE.json` for each target, written anew after each
/// step, so that a run that is killed leaves what it saw. May be used from several threads.
class Evidence {
 public:
  /// `<state>/runs/0007`, and `0007.1` after it was resumed once.
  Evidence(const std::filesystem::path& state, std::uint64_t run, int resumed);

  const std::filesystem::path& folder() const { return m_folder; }
  /// Errors: unchecked.
  Result<void> add(const Key& key, std::string_view step, Time at, json::Object what);
  Result<void> write(const std::string& name, const json::Value& value);

 private:
  std::filesystem::path m_folder;
  std::mutex m_mutex;
  std::map<Key, json::Array> m_steps;
};

json::Object evidence_of(const CommandRecord& record);
json::Object evidence_of(const Watched& watched);
json::Array evidence_of(const std::vector<Uptime>& uptimes);

/// `2026-01-02T03:04:05.678Z`
std::string format_milliseconds(std::chrono::system_clock::time_point time);

}  // namespace pushgate::rollout
