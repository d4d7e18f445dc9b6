// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "oci/descriptor.hpp"
#include "oci/manifest.hpp"

namespace pushgate::oci {

/// True for the media type of an image configuration, OCI or docker.
bool is_image_config(std::string_view media_type);

/// True for what stands beside images in an index without being one: attestation manifests of buildkit,
/// signatures that `cosign save` wrote, artifacts, media types that are no manifest's.
bool is_beside_images(const Descriptor& descriptor);

/// The entry of a layout's index.json that `tag` names: by `org.opencontainers.image.ref.name` (or
/// containerd's `io.containerd.image.name`), equal as text, else as a reference whose tag or whole name it
/// is, else by digest. Without a tag, the only image. `subject` is what errors are about. Errors: unchecked
/// where the tag is not there, misuse where the choice is open; both list what there is.
Result<Descriptor> choose_image(const Index& index, std::string_view tag, const std::string& subject);

}  // namespace pushgate::oci
