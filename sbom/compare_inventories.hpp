// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/inventory_diff.hpp"

namespace pushgate::sbom {

/// What changed from one inventory to another. Packages are told apart by ecosystem, name and architecture,
/// not by place; of several copies, those of one version are each other's counterpart first. A package moved
/// where its layer is another one, both by digest and by position: a layer that was merely built again, or
/// that got another one below it, moves nothing.
model::InventoryDiff compare_inventories(const model::Inventory& from, const model::Inventory& to);

}  // namespace pushgate::sbom
