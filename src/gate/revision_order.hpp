// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "base/clock.hpp"
#include "base/result.hpp"

namespace pushgate::gate {

/// What an image says of its age (image-spec, annotations).
struct ImageAge {
  std::string revision;         ///< its label; empty: none
  std::optional<Time> created;  ///< its label, else its configuration's
};

/// Why putting `next` in the place of `now` would be a step back, or cannot be told not to be one; empty
/// where it is none. The history of the git repository that `folder` is in decides where it knows both
/// revisions; else the time at which the images were made. Untrusted: both.
std::string why_back(const ImageAge& next, const ImageAge& now, const std::string& folder);

}  // namespace pushgate::gate
