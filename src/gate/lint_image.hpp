// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "base/progress.hpp"
#include "gate/open_image.hpp"
#include "gate/settings.hpp"
#include "model/evidence.hpp"

namespace pushgate::gate {

/// The built images that `lint` is given, as the user wrote them: `IMAGE` where one service is judged, else
/// `SERVICE=IMAGE`.
struct LintImages {
  std::vector<std::string> images;
  std::vector<std::string> bases;      ///< the images that they were built on
  std::vector<std::string> baselines;  ///< those that their sizes are compared with, not the fleet file's
  ImageRequest access;                 ///< how each is reached; names none
  std::string cache_dir;               ///< empty: the user's cache
};

/// A service's built image.
struct LintImage {
  std::string image;
  std::string base;      ///< empty: nobody said
  std::string baseline;  ///< empty: the fleet file's
};

/// Says whose each image is. Errors: misuse, where that is not one of `services`, where a service is given
/// two, or a base or a baseline without an image.
Result<std::map<std::string, LintImage>> images_by_service(const LintImages& given,
                                                           const std::set<std::string>& services);

/// Holds the image of `choice.service` against the plan and `dockerfile`. An image that cannot be opened or
/// read makes the run incomplete. A layer whose facts the cache has is not read again. Errors: misuse, for a
/// name of no known form; an interrupt.
Result<model::ScanResult> lint_image(const LintImage& image, const LintImages& given,
                                     const FleetChoice& choice, const std::string& dockerfile,
                                     Progress& progress);

}  // namespace pushgate::gate
