// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "plan/retention.hpp"
#include "retention/graph.hpp"

namespace pushgate::retention {

/// What is kept whatever the rules say, with why: `deployed: app on mainpc`, `hold: audit of March`.
using Protected = std::map<Digest, std::string>;

/// The day in a tag: `YYYYMMDD`, alone or before a `-`. Untrusted: the tag.
std::optional<Date> day_of_tag(std::string_view tag);

/// What stays and what goes, by place in the graph.
struct Verdict {
  std::vector<std::string> rules;  ///< what keeps a node itself; empty: nothing does
  std::vector<bool> kept;
  std::vector<std::string> why;  ///< of each, kept or not, in words
};

/// Which nodes stay where these are kept for themselves (`rules` not empty): they with all that they keep and
/// all that they belong to; and whatever no image that may go holds on to. The others go.
std::vector<bool> keep_all_of(const Graph& graph, const std::vector<std::string>& rules);

Verdict decide(const Graph& graph, const plan::RetentionRules& rules, const Protected& spared, Time now);

}  // namespace pushgate::retention
