// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "oci/layer_facts.hpp"
#include "scanners/provenance/recorded_files.hpp"

namespace pushgate::scanners {

/// What the SBOM wants of an image, and with it the SHA-256 of each file that Python's installers may have
/// written: everything in `site-packages` and `dist-packages`, scripts and data files of their prefixes. For
/// who compares them; an SBOM alone needs none of these hashes.
oci::Selection proof_selection();

/// The selector of proof_selection().
oci::Want select_for_proof(const oci::ListedFile& file);

/// Files that a RECORD names and that have no hash yet, since they lie where select_for_proof() could not
/// expect them (`pip install --target /app`). For oci::read_contents().
std::vector<oci::WantedFile> unhashed_files(const std::vector<oci::LayerFacts>& layers,
                                            const RecordedFiles& recorded);

}  // namespace pushgate::scanners
