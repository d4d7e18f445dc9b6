// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "gate/build_context.hpp"
#include "gate/make_sbom.hpp"
#include "gate/open_image.hpp"
#include "gate/settings.hpp"
#include "model/evidence.hpp"
#include "model/provenance.hpp"
#include "policy/policy.hpp"
#include "scanners/plan/image_plan_scanner.hpp"
#include "scanners/secrets/layer_secrets.hpp"
#include "scanners/trivy/trivy_scanner.hpp"

namespace pushgate::gate {

/// Which Trivy, as the command line names it.
struct TrivyChoice {
  std::string executable;  ///< `--trivy PATH`
  std::string cache_dir;   ///< `--trivy-cache DIR`
  int timeout_seconds = 600;
};

/// Everything that scanners may look at. Pointers are to what the caller holds; null: not there.
struct ScanInputs {
  const FleetChoice& fleet;
  const policy::Policy& policy;
  const ImageSbom& sbom;
  const oci::Image* image = nullptr;
  std::string repository;  ///< where the image is or goes; may be empty
  std::string tag;         ///< that it has or shall have; may be empty
  std::optional<scanners::StatedBase> base;
  std::optional<scanners::BaselineImage> baseline;
  std::string dockerfile;                 ///< that the image was built from; may be empty
  std::string lock;                       ///< empty: not asked
  std::vector<std::string> pythons = {};  ///< that the lock is for; none: the image's own
  bool lock_inputs = true;                ///< compare the lock with the files that it was made of
  std::optional<std::filesystem::path> wheelhouse;
  TrivyChoice trivy;
  const scanners::LayerSecretSearch* secrets = nullptr;  ///< that saw the reading of the layers
  BuildContext context = {};
  oci::ImageSource* source = nullptr;  ///< of the image, where the policy has Trivy look into it for secrets
};

/// What all scanners together found.
struct Collected {
  std::vector<model::ScannerRun> runs;
  std::vector<model::Finding> findings;  ///< sorted, severities assigned
  std::optional<model::ScannerIdentity> scanner;
  std::string trivy_report;
  std::optional<int> plan_score;                        ///< none where the plan was not looked at whole
  std::vector<model::DistributionProof> distributions;  ///< the ways of those of Python into the image
};

/// What scanners quote of an image or a file may hold a secret that they know nothing of: hides those.
void hide_secrets(model::ScanResult& result);

/// How the policy and the command line have Trivy run.
scanners::TrivyOptions trivy_options(const TrivyChoice& choice, const policy::Policy& policy);

/// Runs every scanner of the table, whatever the others find.
Result<Collected> run_scanners(const ScanInputs& inputs);

/// Runs Trivy alone, for `scan`.
Result<Collected> run_trivy_only(const ScanInputs& inputs);

}  // namespace pushgate::gate
