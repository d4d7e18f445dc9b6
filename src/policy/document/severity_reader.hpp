// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "adapter/yaml/yaml.hpp"
#include "base/format.hpp"
#include "model/severity.hpp"

namespace pushgate::policy {

/// A severity as it is written in policies and rules; what is none is reported.
inline std::optional<model::Severity> read_severity(const yaml::Node& node, std::string_view name,
                                                    yaml::Problems& problems) {
  const auto text = yaml::as_string(node, name, problems);
  if (!text) return std::nullopt;
  const auto severity = model::parse_severity(*text);
  if (!severity) {
    problems.add(node.at,
                 fmt::format("'{}' is no severity; expected CRITICAL, HIGH, MEDIUM, LOW or UNKNOWN", *text));
  }
  return severity;
}

}  // namespace pushgate::policy
