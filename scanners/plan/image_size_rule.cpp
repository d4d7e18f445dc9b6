// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "base/format.hpp"
#include "scanners/plan/excerpt.hpp"
#include "scanners/plan/image_rules.hpp"

namespace pushgate::scanners {

namespace {

constexpr const char* k_size = "plan/image-size";
constexpr double k_goal = 60;  // percent of the baseline: 40 % less

bool is_compressed(const oci::Manifest& manifest) {
  return std::ranges::any_of(manifest.layers, [](const auto& layer) {
    return layer.media_type.ends_with("gzip") || layer.media_type.ends_with("zstd");
  });
}

/// Of all layers as they are stored, in MB. A manifest may state any number.
double megabytes(const oci::Manifest& manifest) {
  double bytes = 0;
  for (const auto& layer : manifest.layers) bytes += static_cast<double>(layer.size);
  return bytes / 1e6;
}

}  // namespace

void check_size(const ImagePlan& image, ImageFindings& findings) {
  if (!image.baseline) {
    return findings.could_not_look(
        k_size, "no image to compare its size with: name one with --baseline, or in the fleet file");
  }
  const auto& name = image.baseline->name;
  if (const auto& read = image.baseline->manifest; !read) {
    return findings.could_not_look(k_size,
                                   fmt::format("the image to compare its size with cannot be read: {}: {}",
                                               excerpt(read.error().subject), excerpt(read.error().what)));
  }
  const auto& own = image.image.manifest;
  const auto& other = *image.baseline->manifest;
  if (is_compressed(own) != is_compressed(other)) {
    return findings.could_not_look(
        k_size,
        fmt::format("its layers are {}, and those of {} are not, so that their sizes cannot be compared",
                    is_compressed(own) ? "compressed" : "uncompressed", excerpt(name)));
  }
  const double size = megabytes(own);
  const double baseline = megabytes(other);
  if (size * 100 <= baseline * k_goal) return;
  findings.wrong(
      k_size,
      fmt::format("the image has {:.1f} MB, {:.0f} % of the {:.1f} MB of {}; expected at most {:.0f} %", size,
                  baseline > 0 ? 100 * size / baseline : 100, baseline, excerpt(name), k_goal),
      "leave the compiler, caches and build files in the builder stage");
}

}  // namespace pushgate::scanners
