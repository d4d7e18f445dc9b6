// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "base/progress.hpp"
#include "base/result.hpp"
#include "gate/collect.hpp"
#include "gate/decision_changes.hpp"
#include "model/decision.hpp"
#include "model/evidence.hpp"

namespace pushgate::gate {

/// `pushgate regate`: all that its flags say.
struct RegateRequest {
  std::vector<std::string> paths;  ///< evidence folders, folders of such, SBOM files
  std::string policy_file;         ///< empty: of each folder its own; of an SBOM the built-in default
  TrivyChoice trivy;
};

/// A stored image, decided again.
struct RegatedImage {
  std::string path;                       ///< the folder or the file
  std::optional<model::Decision> stored;  ///< the last one; none of an SBOM file
  model::Evidence evidence;               ///< with what is known of its packages today
  model::Decision decision;
  DecisionChanges changes;  ///< against the last decision; none where there is none
};

struct RegateOutcome {
  std::vector<RegatedImage> images;  ///< in the order of their paths
  std::vector<Error> unread;         ///< of those that could not be read
  std::optional<model::ScannerIdentity> scanner;
  std::size_t packages = 0;  ///< of all images together, each once an image
};

/// Decides again about images from what is stored of them, with the database of today and without the images:
/// of an evidence folder, what Trivy said is replaced by what it says now, and all else is believed as it was
/// found. Nothing is written. A folder that cannot be read is told and the others go on. Errors: misuse, for
/// a path that is not there, holds nothing, or stands there twice, and a policy that is none; unchecked.
/// Limits: 20,000 images. Untrusted: the files.
Result<RegateOutcome> regate(const RegateRequest& request, Progress& progress);

}  // namespace pushgate::gate
