// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "model/component.hpp"

namespace pushgate::model {

/// One package that is not the same in two inventories.
struct PackageChange {
  enum class Kind { added, removed, changed, moved };
  Kind kind = Kind::changed;
  std::string ecosystem;
  std::string name;  ///< as people call it: `@angular/core`, `org.foo:bar`
  std::string from_version;
  std::string to_version;
  std::optional<Digest> from_layer;
  std::optional<Digest> to_layer;
  std::string place;  ///< where it is now, or where it was
};

/// What two inventories do not have in common.
struct InventoryDiff {
  std::vector<PackageChange> changes;  ///< sorted by ecosystem, name, place
  std::size_t same = 0;                ///< packages that are in both, at the same version
  std::string from_system;             ///< `debian 12.5`; empty where there is none
  std::string to_system;

  bool empty() const { return changes.empty() && from_system == to_system; }
};

}  // namespace pushgate::model
