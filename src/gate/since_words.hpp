// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "gate/gate_since.hpp"

namespace pushgate::gate {

// What is told of a decision and an earlier one, whoever tells it.

inline constexpr std::size_t k_new_reasons_shown = 20;  // of one image

using Blames = std::map<Blame, std::size_t>;
Blames count_blames(const std::vector<NewReason>& appeared);

/// `2 new advisory, 1 policy`
std::string blames_text(const Blames& blames);

/// A sentence in three parts, for whoever has the folder to name: `DENY`, `nothing new`, and, after that and
/// the folder, what is new and what it comes to as `only_new`; may be empty.
struct SinceWords {
  std::string verdict;
  std::string change;
  std::string outcome;
};
SinceWords since_words(const GateSince& since, const model::Decision& decision, bool only_new);

/// `decided on …, pass then, by the same policy`
std::string earlier_words(const GateSince& since);

/// For the top of a report, with at most k_new_reasons_shown rows; under 32 KiB.
std::string since_markdown(const GateSince& since, const model::Decision& decision, bool only_new);

}  // namespace pushgate::gate
