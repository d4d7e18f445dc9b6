// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "gate/image_graph.hpp"

namespace pushgate::gate {

/// One image of a family: of each platform the layers.
struct FamilyImage {
  std::string tag;
  std::vector<PlatformImage> images;
};

/// The images of each family that are known, the newest first.
using FamilyImages = std::map<std::string, std::vector<FamilyImage>>;

/// What an image is built on.
struct BuiltOn {
  std::string family;
  std::string tag;
  bool operator==(const BuiltOn&) const = default;
};

/// True where all layers of `base` are the lowest of `image`, by the digests of the blobs, or of what is in
/// them where one of the two was compressed anew. False for a base without layers.
bool is_built_on(const PlatformImage& image, const PlatformImage& base);

/// The family image with the most layers that all are the image's lowest: a family that is built on another
/// has that one's layers, too. Of those with as many layers the planned family's, then the newest. Names
/// count for nothing.
std::optional<BuiltOn> find_family(const PlatformImage& image, const FamilyImages& families,
                                   const std::string& planned);

}  // namespace pushgate::gate
