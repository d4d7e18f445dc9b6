// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "base/result.hpp"
#include "gate/settings.hpp"
#include "scanners/secrets/context_files.hpp"

namespace pushgate::gate {

/// What an image was built from.
struct BuildContext {
  std::optional<scanners::ContextFolder> folder;
  std::string reason;  ///< why there is none
};

/// The folder that `--context` names, else the service's of the fleet file, where it is here: an image may be
/// handed over without what it was built of. Of a git work tree, files that git ignores and does not track
/// are left out: nobody else gets them, and where a build takes them, they are in the image. Errors: misuse,
/// where `flag` is no folder.
Result<BuildContext> build_context(const std::string& flag, const FleetChoice& fleet);

}  // namespace pushgate::gate
