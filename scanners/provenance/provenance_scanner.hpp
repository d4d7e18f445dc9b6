// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "model/component.hpp"
#include "model/evidence.hpp"
#include "model/provenance.hpp"
#include "oci/layer_facts.hpp"
#include "oci/root_view.hpp"
#include "scanners/provenance/recorded_files.hpp"

namespace pushgate::scanners {

struct ProvenanceInput {
  const std::vector<oci::LayerFacts>& layers;            ///< read with proof_selection()
  const oci::RootView& view;                             ///< of these layers
  const RecordedFiles& recorded;                         ///< of this view
  const model::Inventory& inventory;                     ///< of the same layers
  std::string architecture = {};                         ///< of the image, as it says: `amd64`
  std::optional<std::filesystem::path> wheelhouse = {};  ///< for a lock; none: the proof is weaker
  std::optional<std::filesystem::path> lock = {};  ///< none: what was installed is not compared with one
};

struct ProvenanceResult {
  model::ScanResult result;
  /// Of each distribution that is no part of another one, by name and path; none where the run failed.
  std::vector<model::DistributionProof> distributions;
};

/// Whether the Python files of an image are those that were installed: every file of every distribution's
/// RECORD by SHA-256, with the layer that last wrote it, and every file that no RECORD names.
///
/// provenance/changed-file, provenance/changed-script, provenance/missing-file, provenance/added-file,
/// provenance/orphan-pyc, provenance/stale-pyc, provenance/unchecked-pyc, provenance/unowned-module,
/// provenance/unowned-pth, provenance/no-record, provenance/two-versions, provenance/direct-url,
/// provenance/weak-proof; with a lock provenance/unlocked-distribution, provenance/unlocked-unknown-base,
/// provenance/missing-distribution and provenance/other-version, too, and with its wheels
/// provenance/changed-record. Distributions that the operating system's packages ship are left to these. A
/// RECORD that cannot be read makes the run incomplete; an image without Python is complete.
ProvenanceResult scan_provenance(const ProvenanceInput& input);

}  // namespace pushgate::scanners
