// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "base/byte_source.hpp"
#include "base/result.hpp"
#include "oci/descriptor.hpp"
#include "oci/image_name.hpp"
#include "oci/manifest.hpp"

namespace pushgate::oci {

/// The port behind which a layout, an archive and a registry look the same. One object is one named image,
/// opened once and known by digest from then on. Safe to call from several threads after root().
class ImageSource {
 public:
  virtual ~ImageSource() = default;

  /// The manifest or index that the name resolves to. A docker-archive's is made by us, deterministically.
  virtual Result<RawDocument> root() = 0;

  /// A child manifest or configuration, read whole within limits and checked against descriptor digest and
  /// size.
  virtual Result<RawDocument> document(const Descriptor& descriptor) = 0;

  /// A layer's bytes as stored, compressed or not. Not checked on the way: use verified().
  virtual Result<std::unique_ptr<ByteSource>> blob(const Descriptor& descriptor) = 0;
};

/// Opens a layout or an archive. `docker://` names are the registry room's.
/// Errors: unchecked, for what is missing, unreadable or ambiguous (several images and no tag: misuse).
Result<std::unique_ptr<ImageSource>> open_local_image(const ImageName& name);

/// Wraps a blob so that its end is only reported once size and digest were what the descriptor says; before
/// that, an error (unchecked): `blob sha256:…: is cut short; expected 40 bytes, got 28`.
std::unique_ptr<ByteSource> verified(std::unique_ptr<ByteSource> source, const Descriptor& descriptor);

/// One platform's image, resolved.
struct Image {
  std::string name;  ///< as the user wrote it
  RawDocument manifest_document;
  Manifest manifest;
  RawDocument config_document;
  Config config;

  Descriptor descriptor() const;  ///< of the manifest
};

/// Every platform that resolve_image can be asked for, each once, in the index's order; of an image that is
/// no index, its own.
Result<std::vector<Platform>> list_platforms(ImageSource& source, const std::string& name);

/// Follows root() to one image. An index with one platform gives that one (attestation manifests and
/// unknown/unknown are no platforms); with several, `platform` (`linux/amd64`) chooses, and without it the
/// error (misuse) lists them. Checks that diff_ids and layers are as many, and within limits.
Result<Image> resolve_image(ImageSource& source, const std::string& name, const std::string& platform);

}  // namespace pushgate::oci
