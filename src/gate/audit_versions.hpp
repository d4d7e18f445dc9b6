// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "versions/operator.hpp"

namespace pushgate::gate {

/// `--versions`: conditions with commas between, all of which must hold. `5.6` and `5.6.*` are 5.6 and all
/// that goes on behind it (5.6.1, 5.6-2, not 5.60), without an epoch unless they name one; `=`, `==`, `!=`,
/// `<`,
/// `<=`, `>` and `>=` go by compare_versions.
class VersionRange {
 public:
  /// Errors: misuse, for another operator, an empty condition. Untrusted: the text.
  static Result<VersionRange> parse(std::string_view text);

  bool holds(std::string_view ecosystem, std::string_view version) const;

 private:
  struct Condition {
    std::optional<versions::Operator> is;  ///< nothing: it begins with the version
    std::string version;
  };
  static bool holds(const Condition& condition, std::string_view ecosystem, std::string_view version);

  std::vector<Condition> m_conditions;
};

}  // namespace pushgate::gate
