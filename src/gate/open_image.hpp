// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "oci/image_source.hpp"
#include "registry/client.hpp"

namespace pushgate::gate {

/// Which image, and how to reach it.
struct ImageRequest {
  std::string image;     ///< as the user wrote it
  std::string platform;  ///< `linux/amd64`; empty: the only one
  registry::ClientOptions registry;
};

/// Where an image is, before one platform is chosen.
struct OpenedSource {
  std::unique_ptr<oci::ImageSource> source;
  std::string repository;  ///< `ghcr.io/acme/app` where it is in a registry; else empty
  std::string tag;         ///< of the registry reference; else empty
};

Result<OpenedSource> open_source(const ImageRequest& request);

/// An image, opened once and known by digest from then on.
struct OpenedImage {
  std::unique_ptr<oci::ImageSource> source;
  oci::Image image;
  std::string repository;  ///< `ghcr.io/acme/app` where it came from a registry; else empty
  std::string tag;         ///< of the registry reference; else empty
};

Result<OpenedImage> open_image(const ImageRequest& request);

/// Every platform of an image, whatever `request.platform` says: `linux/amd64`.
Result<std::vector<std::string>> image_platforms(const ImageRequest& request);

}  // namespace pushgate::gate
