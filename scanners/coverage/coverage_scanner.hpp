// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/component.hpp"
#include "model/evidence.hpp"

namespace pushgate::scanners {

/// How much of an image the other scanners can have an opinion on: sbom/unowned-executables, where programs
/// belong to no known package, sbom/unread-package-file (could_not_look) for each file that looks as if
/// it stated packages, and sbom/java-archive-without-group (could_not_look) for each Java archive that no
/// advisory can be found for.
///
/// Its run is incomplete where a clean vulnerability scan means nothing: the image has a distribution but no
/// package of it, or more than half of its executables belong to nobody, as after a deleted package database.
model::ScanResult scan_coverage(const model::Inventory& inventory);

}  // namespace pushgate::scanners
