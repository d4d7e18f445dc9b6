// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/digest.hpp"

namespace pushgate::plan {

/// Which images a repository keeps. Rules only ever keep; what none of them keeps may go.
struct RetentionRules {
  std::optional<std::uint32_t> keep_last{};  ///< the newest, by the day in their tags
  std::optional<std::uint32_t> keep_days{};
  std::vector<std::string> keep_tags{};  ///< regular expressions (ECMAScript), found anywhere in a tag
  bool protect_deployed = false;
  std::uint32_t grace_days = 2;  ///< nothing younger goes
  bool keep_undated = true;      ///< images whose tags have no day
  bool keep_untagged = true;     ///< images without a tag
};

/// What an audit wants kept, in every repository: a tag or a digest.
struct Hold {
  std::string tag;
  std::optional<Digest> digest;
  std::string reason;
};

/// The fleet file's `retention`.
struct Retention {
  RetentionRules rules;
  std::vector<Hold> holds;
  std::map<std::string, RetentionRules> repositories;  ///< with what they do not say taken from `rules`

  const RetentionRules& of(const std::string& repository) const {
    const auto own = repositories.find(repository);
    return own == repositories.end() ? rules : own->second;
  }
};

}  // namespace pushgate::plan
