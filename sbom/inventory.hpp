// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "base/result.hpp"
#include "model/component.hpp"
#include "oci/layer_facts.hpp"
#include "oci/root_view.hpp"

namespace pushgate::sbom {

/// What all catalogers together want of a layer's files, and who looks into them.
oci::Selection image_selection();

/// The selector of image_selection().
oci::Want select_path(const oci::ListedFile& file);

/// Files that catalogers need and that select_path could not know by name, since a link leads to them (a
/// database that is a link to `/opt/db`). Empty but for odd images; where it is not, the layers are read
/// again with these paths selected, too. `view` is of all layers. Errors: as take_inventory.
Result<std::vector<oci::WantedFile>> unread_evidence(const std::vector<oci::LayerFacts>& layers,
                                                     const oci::RootView& view);

/// Every package that the merged layers hold: the catalogers over the squashed view, language packages that
/// an OS package ships nested in it, each with the first layer whose own merged state contains it. `view` is
/// of all layers. Errors: unchecked, for a package database that is there and cannot be read (never skipped
/// in silence).
Result<model::Inventory> take_inventory(const std::vector<oci::LayerFacts>& layers,
                                        const oci::RootView& view);

}  // namespace pushgate::sbom
