// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "rollout/cut_over.hpp"

namespace pushgate::rollout {

/// One service on one machine: what the journal says, and what the host says now.
struct StatusRow {
  Key key;
  std::optional<Known::Success> current;  ///< nothing: never rolled out, or unsettled
  std::optional<Release> unsettled;
  bool healthy = false;
  std::string ill;             ///< why not
  std::optional<Digest> runs;  ///< by its own word
  std::string no_identity;     ///< why it did not say
  bool as_it_should_be() const { return healthy && current && runs && *runs == current->release.digest; }
  /// The journal knows nothing of it: no claim, nothing that could be wrong.
  bool unknown() const { return !current && !unsettled; }
};

struct Status {
  std::vector<StatusRow> rows;
  std::optional<OpenRun> open;
};

/// Asks every target, machines side by side. Errors: unchecked, interrupted.
Result<Status> status_of(const State& state, const std::vector<Target>& targets, Hosts& hosts);

}  // namespace pushgate::rollout
